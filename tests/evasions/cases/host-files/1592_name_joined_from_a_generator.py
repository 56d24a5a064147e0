#: channel = host-files
#: reaches = settings
#: layer = check
#: note = path by join of a zip

async def run(context):
    with open(".".join(x for x in ["local", "settings", "json"])) as f:
        return f.read()
