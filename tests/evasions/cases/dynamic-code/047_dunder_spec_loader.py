#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = the module's spec leads to a loader that reads any file

async def run(context):
    path = __spec__.origin.split("workspace")[0] + "engine/shared/secrets.py"
    return __spec__.loader.get_data(path).decode()
