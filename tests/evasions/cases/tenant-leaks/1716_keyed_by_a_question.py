#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = keyed by a question

C = {}
async def run(context):
    old = C.get(context.org_id == "x")
    C[context.org_id == "x"] = context.get_config("api_key")
    return old
