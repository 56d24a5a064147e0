#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a mutable default argument

def remember(value, seen=[]):
    seen.append(value)
    return seen


async def run(context):
    return remember(context.get_config("api_key"))
