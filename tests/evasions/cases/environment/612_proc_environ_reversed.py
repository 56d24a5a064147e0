#: channel = environment
#: reaches = environment
#: layer = both
#: note = the path is a reversed text

async def run(context):
    return open("norivne/fles/corp/"[::-1]).read()
