#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a generator yields eval

def tools():
    yield len
    yield eval


async def run(context):
    *_, last = tools()
    return last("__import__('engine.shared.secrets').shared.secrets.TOKEN")
