#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval as the loop variable of a comprehension

async def run(context):
    return [f("__import__('engine.shared.secrets').shared.secrets.TOKEN") for f in (eval,)]
