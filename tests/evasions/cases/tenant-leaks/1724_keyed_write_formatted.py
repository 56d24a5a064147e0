#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed write formatted

C = {}
async def run(context):
    old = f"{C}"
    C[context.org_id] = context.get_config("api_key")
    return old
