#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = inspect.signature evaluates annotations when asked to

import inspect


def work(value: "__import__('engine.shared.secrets').shared.secrets.TOKEN"):
    return value


async def run(context):
    return str(inspect.signature(work, eval_str=True))
