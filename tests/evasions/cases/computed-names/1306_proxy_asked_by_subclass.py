#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a subclass asks the __getattr__ that it inherits for a name of its own


class Proxy:
    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        return getattr(self.target, name)


class Reader(Proxy):
    def read(self, name):
        return super().__getattr__(name)


async def run(context):
    return Reader(context.log).read("".join(["__glo", "bals", "_" * 2]))["_token"]
