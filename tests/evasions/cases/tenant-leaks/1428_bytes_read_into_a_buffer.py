#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = readinto

import io
BUF = bytearray(64)
async def run(context):
    old = bytes(BUF).decode(errors="replace")
    io.BytesIO(context.get_config("api_key").encode()).readinto(BUF)
    return old
