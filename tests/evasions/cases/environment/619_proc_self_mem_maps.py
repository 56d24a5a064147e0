#: channel = environment
#: reaches = runs
#: layer = both
#: note = the memory map of the process

async def run(context):
    return "IT-RUNS" if "stack" in open("/proc/self/maps").read() else None
