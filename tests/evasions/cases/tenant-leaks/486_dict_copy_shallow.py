#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a shallow copy shares the inner dictionary

DEFAULTS = {"timeout": 10, "headers": {}}


async def run(context):
    options = dict(DEFAULTS)
    options["headers"].setdefault("x-key", context.get_config("api_key"))
    return options
