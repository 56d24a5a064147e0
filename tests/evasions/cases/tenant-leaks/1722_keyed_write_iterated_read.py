#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed write iterated read

C = {}
async def run(context):
    old = [C[k] for k in C]
    C[context.org_id] = context.get_config("api_key")
    return old
