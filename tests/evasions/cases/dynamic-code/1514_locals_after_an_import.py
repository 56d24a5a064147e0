#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = locals() of a function that has imported something first

def values(name):
    import logging

    found = locals()
    return found[name]


async def run(context):
    return values("logging").sys.modules["engine.shared.secrets"].TOKEN
