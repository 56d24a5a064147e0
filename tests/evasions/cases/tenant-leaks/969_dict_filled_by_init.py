#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = dict.__init__ fills a shared dictionary again

STATE = {}


async def run(context):
    if not STATE:
        dict.__init__(STATE, token=context.get_config("api_key"))
    return STATE
