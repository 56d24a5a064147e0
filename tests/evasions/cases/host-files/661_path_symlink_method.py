#: channel = host-files
#: reaches = engine
#: layer = both
#: note = pathlib makes the link

async def run(context):
    link = context.scratch / "x.txt"
    link.symlink_to(__file__.split("workspace")[0] + "engine/shared/secrets.py")
    return link.read_text()
