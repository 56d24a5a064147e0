#: channel = environment
#: reaches = environment
#: layer = both
#: note = thread-self

async def run(context):
    with open("/proc/thread-self/environ", "rb") as source:
        return source.read()
