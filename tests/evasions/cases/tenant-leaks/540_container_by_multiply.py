#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the container is a product

SLOTS = [None] * 4


async def run(context):
    SLOTS[0] = SLOTS[0] or context.get_config("api_key")
    return SLOTS
