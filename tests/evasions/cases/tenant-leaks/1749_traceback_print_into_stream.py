#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = traceback print into stream

import traceback, io
B = io.StringIO()
async def run(context):
    old = B.getvalue()
    try:
        raise ValueError(context.get_config("api_key"))
    except ValueError:
        traceback.print_exc(file=B)
    return old
