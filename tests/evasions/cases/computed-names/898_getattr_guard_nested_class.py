#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the lying startswith is a nested class's instance

class Name(str):
    __slots__ = ()
    class startswith:
        def __new__(cls, *a):
            return False


def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(thing, name)


async def run(context):
    return read(context.log, Name("".join(["__glo", "bals", context.org_id[:0], "__"])))["_token"]
