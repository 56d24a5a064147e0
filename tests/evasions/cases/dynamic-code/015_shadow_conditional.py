#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a binding that never happens makes the name look local

import sys

if sys.version_info < (3, 0):
    from functools import reduce as eval


async def run(context):
    return eval("__import__('engine.shared.secrets').shared.secrets.TOKEN")
