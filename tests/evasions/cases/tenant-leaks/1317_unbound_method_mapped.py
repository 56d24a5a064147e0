#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = unbound append as a value

STATE = []
async def run(context):
    if not STATE:
        list(map(list.append, [STATE], [context.get_config("api_key")]))
    return STATE
