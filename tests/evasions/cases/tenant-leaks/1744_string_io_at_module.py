#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = string io at module

import io
B = io.StringIO()
async def run(context):
    old = B.getvalue()
    print(context.get_config("api_key"), file=B)
    return old
