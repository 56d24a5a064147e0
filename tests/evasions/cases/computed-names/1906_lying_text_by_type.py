#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the base of a lying string class is what type gives for a text

class Name(type("")):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return super().__hash__()


def read(thing, name):
    if name not in ("mail", "phone"):
        raise ValueError(name)
    return getattr(thing, name)


async def run(context):
    return read(context.log, Name("__glo" + "bals__"))["_token"]
