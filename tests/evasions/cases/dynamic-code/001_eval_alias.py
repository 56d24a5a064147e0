#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval bound to another name at module level

evaluate = eval


async def run(context):
    return evaluate("__import__('engine.shared.secrets').shared.secrets.TOKEN")
