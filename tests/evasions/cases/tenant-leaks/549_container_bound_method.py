#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the bound method is kept in a name

ROWS = []
add = ROWS.append


async def run(context):
    add(context.get_config("api_key"))
    return ROWS
