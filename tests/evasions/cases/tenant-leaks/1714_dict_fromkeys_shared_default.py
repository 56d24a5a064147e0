#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = dict fromkeys shared default

SHARED = []
async def run(context):
    d = dict.fromkeys("ab", SHARED)
    d["a"].append(context.get_config("api_key"))
    return list(SHARED)
