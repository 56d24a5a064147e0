#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a spooled file of the module

import tempfile
F = tempfile.SpooledTemporaryFile(mode="w+")
async def run(context):
    F.seek(0)
    old = F.read()
    F.write(context.get_config("api_key"))
    return old
