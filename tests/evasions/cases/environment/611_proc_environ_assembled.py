#: channel = environment
#: reaches = environment
#: layer = both
#: note = the path is put together from a list

async def run(context):
    return open("/".join(["", "proc", "self", "environ"])).read()
