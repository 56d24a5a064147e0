#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the method that gives a view of shared bytes travels as a value

import io
from functools import partial

B = io.BytesIO(bytes(64))


async def run(context):
    old = B.getvalue().decode()
    k = context.get_config("api_key").encode()
    partial(B.getbuffer)()[: len(k)] = k
    return old
