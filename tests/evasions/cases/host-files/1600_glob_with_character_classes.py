#: channel = host-files
#: reaches = settings
#: layer = check
#: note = glob with a class

import glob
async def run(context):
    return [open(n).read() for n in glob.glob("loca[l].settings.jso[n]")]
