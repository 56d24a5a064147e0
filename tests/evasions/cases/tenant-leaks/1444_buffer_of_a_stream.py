#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = getbuffer

import io
B = io.BytesIO(bytes(64))
async def run(context):
    old = B.getvalue().decode()
    k = context.get_config("api_key").encode()
    B.getbuffer()[: len(k)] = k
    return old
