#: channel = host-files
#: reaches = settings
#: layer = check
#: note = path by percent of a dictionary

async def run(context):
    with open("%(a)s.settings.json" % {"a": "local"}) as f:
        return f.read()
