#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the key's name only contains the letters

CACHE = {}


async def run(context):
    organizer_field = "token"
    last = CACHE.get(organizer_field)
    CACHE[organizer_field] = context.get_config("api_key")
    return last
