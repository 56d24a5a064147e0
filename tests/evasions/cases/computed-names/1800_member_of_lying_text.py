#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is found in a written list, because its class answers every comparison with yes

class Name(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def read(thing, name):
    if name not in ("mail", "phone"):
        raise ValueError(name)
    return getattr(thing, name)


async def run(context):
    return read(context.log, Name("__glo" + "bals__"))["_token"]
