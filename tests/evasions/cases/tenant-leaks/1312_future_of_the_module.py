#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a future at module level

from concurrent.futures import Future
F = Future()
async def run(context):
    if F.done():
        return F.result()
    F.set_result(context.get_config("api_key"))
