#: channel = environment
#: reaches = environment
#: layer = both
#: note = the process file system

async def run(context):
    return open("/proc/self/environ").read()
