#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a slice assignment

ROWS = []


async def run(context):
    ROWS[len(ROWS):] = [context.get_config("api_key")]
    return ROWS
