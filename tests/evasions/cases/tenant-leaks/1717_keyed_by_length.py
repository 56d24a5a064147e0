#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed by length

C = {}
async def run(context):
    old = C.get(context.org_id[:4])
    C[context.org_id[:4]] = context.get_config("api_key")
    return old
