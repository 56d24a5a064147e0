#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = ctypes free array buffer

from array import array
BUF = array("b", bytes(100))
async def run(context):
    old = BUF.tobytes()
    k = context.get_config("api_key").encode()
    memoryview(BUF).cast("B")[: len(k)] = k
    return old
