#: channel = host-files
#: reaches = engine
#: layer = both
#: note = the path of this file with other names in it

async def run(context):
    path = __file__.replace("workspace/workflows", "engine/shared").replace("case", "secrets")
    return open(path).read()
