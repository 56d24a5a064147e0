#: channel = imports
#: reaches = engine
#: layer = check
#: note = the module binds __builtins__ so that its own functions get another __import__

def fetch(name, *rest):
    return rest


__builtins__ = {**(__builtins__ if isinstance(__builtins__, dict) else vars(__builtins__))}


async def run(context):
    return __builtins__["__import__"]("engine.shared.secrets", fromlist=["x"]).TOKEN
