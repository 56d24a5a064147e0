#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed write values read

C = {}
async def run(context):
    old = [v for v in C.values()]
    C[context.org_id] = context.get_config("api_key")
    return old
