#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a proxy's __getattr__ keeps the attribute that hasattr only asked for


class Proxy:
    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        value = getattr(self.target, name)
        self.kept = value
        return value


async def run(context):
    proxy = Proxy(context.log)
    hasattr(proxy, "".join(["__glo", "bals", "_" * 2]))
    return proxy.kept["_token"]
