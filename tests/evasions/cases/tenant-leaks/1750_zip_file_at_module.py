#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = zip file at module

import zipfile, io
B = io.BytesIO()
async def run(context):
    old = B.getvalue()
    with zipfile.ZipFile(B, "a") as z:
        z.writestr("a", context.get_config("api_key"))
    return old
