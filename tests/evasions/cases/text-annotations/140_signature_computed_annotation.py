#: channel = text-annotations
#: reaches = engine
#: layer = check
#: note = a function's annotations are replaced before they are evaluated

import inspect


def work(value):
    return value


work.__annotations__ = {"value": "__import__('engine.shared.secrets').shared.secrets.TOKEN"}


async def run(context):
    return str(inspect.signature(work, eval_str=True))
