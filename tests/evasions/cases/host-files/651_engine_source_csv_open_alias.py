#: channel = host-files
#: reaches = engine
#: layer = both
#: note = open handed to map

async def run(context):
    return [list(f) for f in map(open, ["engine/shared/secrets.py"])]
