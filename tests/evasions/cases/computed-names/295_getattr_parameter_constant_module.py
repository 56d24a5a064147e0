#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a global constant is shadowed by a parameter of the same name

FIELD = "org_id"


def read(thing, FIELD=FIELD):
    return getattr(thing, FIELD)


async def run(context):
    return read(context.log, "__globals__")["_token"]
