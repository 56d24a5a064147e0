#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed write dumped

import json
C = {}
async def run(context):
    old = json.dumps(C)
    C[context.org_id] = context.get_config("api_key")
    return old
