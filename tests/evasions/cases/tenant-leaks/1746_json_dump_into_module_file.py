#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = json dump into module file

import json, io
B = io.StringIO()
async def run(context):
    old = B.getvalue()
    json.dump(context.get_config("api_key"), B)
    return old
