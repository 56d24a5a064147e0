#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed write whole read

C = {}
async def run(context):
    old = dict(C)
    C[context.org_id] = context.get_config("api_key")
    return old
