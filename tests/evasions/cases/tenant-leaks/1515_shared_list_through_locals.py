#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a list of the module is filled through the dictionary of a function's parameters

SEEN = []


def keep(target, value):
    given = locals()
    given["target"].append(given["value"])


put = keep


async def run(context):
    before = list(SEEN)
    put(SEEN, context.get_config("api_key"))
    return before
