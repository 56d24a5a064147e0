#: channel = mutation
#: reaches = change json
#: layer = check
#: note = the module's namespace is updated through vars

import json


async def run(context):
    vars(json).update(dumps=str)
