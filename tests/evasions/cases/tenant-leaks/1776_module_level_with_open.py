#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = module level with open

import tempfile
F = tempfile.TemporaryFile("w+")
async def run(context):
    F.seek(0); old = F.read()
    print(context.get_config("api_key"), file=F, flush=True)
    return old
