#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a factory returns eval

def make():
    return eval


async def run(context):
    return make()("__import__('engine.shared.secrets').shared.secrets.TOKEN")
