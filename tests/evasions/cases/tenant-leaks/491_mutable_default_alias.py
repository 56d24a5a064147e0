#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the default goes on to another function

def put(items, value):
    items.append(value)


def remember(value, seen=[]):
    put(seen, value)
    return seen


async def run(context):
    return remember(context.get_config("api_key"))
