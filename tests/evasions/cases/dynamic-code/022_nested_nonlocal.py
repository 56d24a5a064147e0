#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = exec reaches the inner function through a nonlocal variable

def outer():
    tool = exec

    def inner(text):
        nonlocal tool
        scope = {}
        tool(text, scope)
        return scope["TOKEN"]

    return inner


async def run(context):
    return outer()("from engine.shared.secrets import TOKEN")
