#: channel = host-files
#: reaches = settings
#: layer = check
#: note = copied by shutil with a counted name

import shutil
async def run(context):
    p = context.scratch / "l"
    shutil.copyfile("local.{}.json".format("settings"), p)
    return p.read_text()
