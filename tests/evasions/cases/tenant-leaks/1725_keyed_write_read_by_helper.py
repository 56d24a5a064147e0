#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed write read by helper

C = {}
def every(d):
    return list(d.values())
async def run(context):
    old = every(C)
    C[context.org_id] = context.get_config("api_key")
    return old
