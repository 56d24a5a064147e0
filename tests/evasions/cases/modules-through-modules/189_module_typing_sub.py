#: channel = modules-through-modules
#: reaches = engine
#: layer = check
#: note = typing keeps sys and functools

import typing as t


async def run(context):
    return t.sys.modules["engine.shared.secrets"].TOKEN
