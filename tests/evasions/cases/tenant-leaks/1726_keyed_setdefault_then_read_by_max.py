#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed setdefault then read by max

C = {}
async def run(context):
    old = next(iter(C.values()), None)
    C.setdefault(context.org_id, []).append(context.get_config("api_key"))
    return str(old)
