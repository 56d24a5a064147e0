#: channel = host-files
#: reaches = runs
#: layer = both
#: note = the scratch directories of other runs lie beside ours

async def run(context):
    return "IT-RUNS" if [p for p in context.scratch.parent.iterdir()] else None
