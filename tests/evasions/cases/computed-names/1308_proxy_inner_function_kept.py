#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a proxy keeps the function that reads the attribute, whoever asked for the name


class Proxy:
    def __init__(self, target):
        self.target = target
        self.calls = []

    def __getattr__(self, name):
        def call():
            return getattr(self.target, name)

        self.calls.append(call)
        return call


async def run(context):
    proxy = Proxy(context.log)
    hasattr(proxy, "".join(["__glo", "bals", "_" * 2]))
    return proxy.calls[0]()["_token"]
