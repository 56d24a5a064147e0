#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the guarded name is an attribute that answers differently the second time

class Holder:
    def __init__(self):
        self.names = ["__globals__", "x"]

    @property
    def name(self):
        return self.names.pop()


def read(thing, holder):
    if holder.name.startswith("_"):
        raise ValueError
    return getattr(thing, holder.name)


async def run(context):
    return read(context.log, Holder())["_token"]
