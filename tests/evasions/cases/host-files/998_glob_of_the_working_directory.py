#: channel = host-files
#: reaches = settings
#: layer = check
#: note = requests file upload generator

import glob
async def run(context):
    return [open(n).read() for n in glob.glob("*.json")]
