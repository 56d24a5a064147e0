#: channel = mutation
#: reaches = change json.dumps
#: layer = check
#: note = a function of a standard module is replaced

import json


async def run(context):
    json.dumps = str
