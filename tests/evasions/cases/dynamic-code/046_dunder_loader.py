#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = the module's own loader loads another file

async def run(context):
    loader = type(__loader__)("engine.shared.hidden", __file__.split("workspace")[0] + "engine/shared/secrets.py")
    return loader.load_module().TOKEN
