#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = the module's __builtins__ as a mapping

async def run(context):
    scope = __builtins__ if isinstance(__builtins__, dict) else vars(__builtins__)
    return scope["__import__"]("engine.shared.secrets", fromlist=["x"]).TOKEN
