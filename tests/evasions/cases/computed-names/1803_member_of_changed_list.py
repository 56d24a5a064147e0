#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the list of allowed names gets another one while the file is loaded

ALLOWED = ["mail", "phone"]
ALLOWED.append("__".join(["", "globals", ""]))


def read(thing, name):
    if name in ALLOWED:
        return getattr(thing, name)


async def run(context):
    return read(context.log, ALLOWED[-1])["_token"]
