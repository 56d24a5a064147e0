#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = builtins' members by a name put together

import builtins as tools


async def run(context):
    return getattr(tools, "".join(["ev", "al"]))(
        "__import__('engine.shared.secrets').shared.secrets.TOKEN"
    )
