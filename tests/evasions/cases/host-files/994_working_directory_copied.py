#: channel = host-files
#: reaches = settings
#: layer = check
#: note = the working directory copied

import shutil
async def run(context):
    to = context.scratch / "t"
    shutil.copytree(".", to)
    return [p.read_text() for p in to.glob("*.json")]
