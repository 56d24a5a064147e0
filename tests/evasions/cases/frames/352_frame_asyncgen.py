#: channel = frames
#: reaches = runs
#: layer = check
#: note = an asynchronous generator's frame

async def numbers():
    yield 1


async def run(context):
    stream = numbers()
    found = stream.ag_frame.f_globals
    return "IT-RUNS" if found else None
