#: channel = host-files
#: reaches = engine
#: layer = both
#: note = a copy into the scratch directory

import shutil


async def run(context):
    target = context.scratch / "x.txt"
    shutil.copyfile("engine/shared/secrets.py", target)
    return target.read_text()
