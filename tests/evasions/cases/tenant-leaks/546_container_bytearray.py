#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a bytearray

BUFFER = bytearray()


async def run(context):
    BUFFER.extend(context.get_config("api_key").encode())
    return BUFFER.decode()
