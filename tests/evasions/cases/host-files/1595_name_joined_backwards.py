#: channel = host-files
#: reaches = settings
#: layer = check
#: note = path by slices

async def run(context):
    x = "json.settings.local".split(".")
    with open(".".join(reversed(x))) as f:
        return f.read()
