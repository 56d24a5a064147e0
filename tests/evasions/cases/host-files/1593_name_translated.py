#: channel = host-files
#: reaches = settings
#: layer = check
#: note = path by translate

async def run(context):
    with open("local-settings-json".translate({45: 46})) as f:
        return f.read()
