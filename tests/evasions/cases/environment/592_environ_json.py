#: channel = environment
#: reaches = environment
#: layer = check
#: note = json writes it out

import json
import os


async def run(context):
    return json.dumps(dict(**os.environ))
