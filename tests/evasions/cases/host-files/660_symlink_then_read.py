#: channel = host-files
#: reaches = engine
#: layer = both
#: note = a link in the scratch directory points at the engine

import os


async def run(context):
    link = context.scratch / "x.txt"
    os.symlink(__file__.split("workspace")[0] + "engine/shared/secrets.py", link)
    return link.read_text()
