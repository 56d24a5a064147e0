#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = map calls the bound method

ROWS = []


async def run(context):
    list(map(ROWS.append, [context.get_config("api_key")]))
    return ROWS
