#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = the class expression of an except clause calls eval

async def run(context):
    try:
        raise KeyError
    except eval("print(__import__('engine.shared.secrets').shared.secrets.TOKEN) or KeyError"):
        return None
