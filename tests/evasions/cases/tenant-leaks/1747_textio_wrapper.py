#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = textio wrapper

import shutil, io
B = io.StringIO()
async def run(context):
    old = B.getvalue()
    shutil.copyfileobj(io.StringIO(context.get_config("api_key")), B)
    return old
