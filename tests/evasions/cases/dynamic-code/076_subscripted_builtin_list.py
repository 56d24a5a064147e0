#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = eval is picked by index out of a tuple literal

async def run(context):
    return (len, eval)[1]("__import__('engine.shared.secrets').shared.secrets.TOKEN")
