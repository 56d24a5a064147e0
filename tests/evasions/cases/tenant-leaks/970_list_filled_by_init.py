#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = list.__init__ on a shared list

STATE = []


async def run(context):
    if not STATE:
        list.__init__(STATE, [context.get_config("api_key")])
    return STATE
