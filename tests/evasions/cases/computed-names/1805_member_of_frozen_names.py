#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a frozenset made of what a function returns

def names():
    return ["__".join(["", "globals", ""])]


ALLOWED = frozenset(names())


async def run(context):
    for name in ALLOWED:
        return getattr(context.log, name)["_token"]
