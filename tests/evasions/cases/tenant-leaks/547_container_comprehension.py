#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the container is a comprehension

BUCKETS = {n: [] for n in range(3)}


async def run(context):
    BUCKETS[0].append(context.get_config("api_key"))
    return BUCKETS
