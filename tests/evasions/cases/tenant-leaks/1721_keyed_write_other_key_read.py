#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed write other key read

C = {}
async def run(context):
    old = C.get("org-contoso")
    C[context.org_id] = context.get_config("api_key")
    return old
