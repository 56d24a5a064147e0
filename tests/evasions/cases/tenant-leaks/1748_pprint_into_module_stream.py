#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = pprint into module stream

import pprint, io
B = io.StringIO()
async def run(context):
    old = B.getvalue()
    pprint.pprint(context.get_config("api_key"), stream=B)
    return old
