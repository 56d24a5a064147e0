#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval mapped over a list of expressions

RULES = ["1 + 1", "__import__('engine.shared.secrets').shared.secrets.TOKEN"]


async def run(context):
    return list(map(eval, RULES))
