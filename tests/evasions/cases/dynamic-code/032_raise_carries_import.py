#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = an exception carries __import__ to its handler

async def run(context):
    try:
        raise LookupError(__import__)
    except LookupError as error:
        return error.args[0]("engine.shared.secrets", fromlist=["x"]).TOKEN
