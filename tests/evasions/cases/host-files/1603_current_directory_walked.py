#: channel = host-files
#: reaches = settings
#: layer = check
#: note = walk with a keyword

import os
async def run(context):
    return [open(os.path.join(r, n)).read() for r, d, f in os.walk(top=os.curdir) for n in f if n.endswith(".json")]
