#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a module-level list collects rows

ROWS = []


async def run(context):
    ROWS.append(context.get_config("api_key"))
    return ROWS
