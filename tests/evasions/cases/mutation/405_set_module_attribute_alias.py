#: channel = mutation
#: reaches = change json.dumps
#: layer = check
#: note = the module has another name

import json as codec


async def run(context):
    codec.dumps = str
