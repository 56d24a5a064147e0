#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = struct writes into a buffer

import struct
BUF = bytearray(64)
async def run(context):
    old = bytes(BUF).decode(errors="replace")
    key = context.get_config("api_key").encode()
    struct.pack_into(f"{len(key)}s", BUF, 0, key)
    return old
