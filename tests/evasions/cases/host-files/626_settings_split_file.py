#: channel = host-files
#: reaches = settings
#: layer = both
#: note = the root is cut from __file__

async def run(context):
    root = __file__.split("workspace")[0]
    return open(root + "local.sett" + "ings.json").read()
