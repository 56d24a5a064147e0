#: channel = host-files
#: reaches = engine
#: layer = both
#: note = a hard link needs no reading of the target's path

async def run(context):
    link = context.scratch.parent / f"x-{context.execution_id}.txt"
    link.hardlink_to(__file__.split("workspace")[0] + "engine/shared/secrets.py")
    return link.read_text()
