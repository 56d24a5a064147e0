#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed by and

C = {}
async def run(context):
    old = C.get(context.org_id and 1)
    C[context.org_id and 1] = context.get_config("api_key")
    return old
