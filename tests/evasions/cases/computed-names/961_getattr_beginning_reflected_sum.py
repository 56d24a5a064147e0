#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a harmless beginning is added to an object that answers `+` itself

class Name:
    def __radd__(self, beginning):
        return "".join(("__glo", "bals__"))


def read(thing, name):
    return getattr(thing, "list_" + name)


async def run(context):
    return read(context.log, Name())["_token"]
