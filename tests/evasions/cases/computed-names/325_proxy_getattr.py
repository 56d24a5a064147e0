#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a proxy's __getattr__ passes every name on

class Proxy:
    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        return getattr(self.target, name)


async def run(context):
    return Proxy(context.log).__globals__["_token"]
