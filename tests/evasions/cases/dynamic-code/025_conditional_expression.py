#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = one arm of a conditional expression is eval

async def run(context):
    parse = str if context is None else eval
    return parse("__import__('engine.shared.secrets').shared.secrets.TOKEN")
