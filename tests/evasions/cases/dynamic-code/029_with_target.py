#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = nullcontext hands eval over in a with statement

from contextlib import nullcontext


async def run(context):
    with nullcontext(eval) as f:
        return f("__import__('engine.shared.secrets').shared.secrets.TOKEN")
