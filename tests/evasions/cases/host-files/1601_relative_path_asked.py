#: channel = host-files
#: reaches = settings
#: layer = check
#: note = relative path

import os
async def run(context):
    with open(os.path.relpath("/x/local.settings.json", "/x")) as f:
        return f.read()
