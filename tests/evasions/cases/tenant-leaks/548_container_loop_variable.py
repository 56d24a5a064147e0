#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a loop walks the module's lists and changes them

BUCKETS = [[], []]


async def run(context):
    for bucket in BUCKETS:
        bucket.append(context.get_config("api_key"))
    return BUCKETS
