#: channel = environment
#: reaches = environment
#: layer = both
#: note = climbing out of the scratch directory

async def run(context):
    place = context.scratch
    for _ in place.parts:
        place = place.parent
    return (place / "proc" / "self" / "environ").read_text()
