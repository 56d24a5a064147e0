#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = two-argument iter calls eval through a partial

from functools import partial


async def run(context):
    text = "__import__('engine.shared.secrets').shared.secrets.TOKEN"
    return next(iter(partial(eval, text), None))
