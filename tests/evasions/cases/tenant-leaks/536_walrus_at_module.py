#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the container is bound by a walrus at module level

print(len(STORE := {}), end="")


async def run(context):
    return STORE.setdefault("token", context.get_config("api_key"))
