#: channel = frames
#: reaches = runs
#: layer = check
#: note = an awaitable of our own is driven by hand and its frame taken by a template

async def inner():
    return 1


async def run(context):
    job = inner()
    text = "{0.cr_" + "frame}"
    found = text.format(job)
    job.close()
    return "IT-RUNS" if "frame" in found else None
