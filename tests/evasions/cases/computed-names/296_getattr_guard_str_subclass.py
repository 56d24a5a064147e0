#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a str subclass lies to the startswith guard

class Name(str):
    def startswith(self, *_):
        return False


def read(thing, name):
    if name.startswith("_"):
        raise ValueError(name)
    return getattr(thing, name)


async def run(context):
    return read(context.log, Name("__globals__"))["_token"]
