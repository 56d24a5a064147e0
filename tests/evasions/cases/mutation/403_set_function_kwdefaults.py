#: channel = mutation
#: reaches = change json
#: layer = check
#: note = the keyword defaults of a library function

import json


async def run(context):
    json.dumps.__kwdefaults__["ensure_ascii"] = False
