#: channel = host-files
#: reaches = engine
#: layer = both
#: note = the whole engine is copied

import shutil


async def run(context):
    target = context.scratch / "copy"
    shutil.copytree(__file__.split("workspace")[0] + "engine", target)
    return (target / "shared" / "secrets.py").read_text()
