#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a for loop binds eval

async def run(context):
    for name, f in [("length", len), ("value", eval)]:
        if name == "value":
            return f("__import__('engine.shared.secrets').shared.secrets.TOKEN")
