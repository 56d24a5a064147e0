#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = memory view

BUF = memoryview(bytearray(64))
async def run(context):
    old = bytes(BUF).decode(errors="replace")
    key = context.get_config("api_key").encode()
    BUF[: len(key)] = key
    return old
