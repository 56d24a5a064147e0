#: channel = environment
#: reaches = environment
#: layer = both
#: note = a relative path that climbs to the root

async def run(context):
    return open("../" * 20 + "proc/self/environ").read()
