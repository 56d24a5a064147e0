#: channel = host-files
#: reaches = settings
#: layer = both
#: note = the settings file by its name, from the working directory

async def run(context):
    return open("local.settings.json").read()
