#: channel = host-files
#: reaches = engine
#: layer = both
#: note = an engine file by a constant path

async def run(context):
    return open("engine/shared/secrets.py").read()
