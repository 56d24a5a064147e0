#: channel = attributes
#: reaches = engine
#: layer = check
#: note = a builtin function knows the builtins module

async def run(context):
    return print.__self__.__import__("engine.shared.secrets", fromlist=["x"]).TOKEN
