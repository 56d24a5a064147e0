#: channel = imports
#: reaches = engine
#: layer = both
#: note = a name of an engine module inside a function

async def run(context):
    from engine.shared.secrets import TOKEN

    return TOKEN
