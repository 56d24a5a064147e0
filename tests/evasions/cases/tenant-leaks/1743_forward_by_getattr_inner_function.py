#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = forward by getattr inner function

S = []
class P:
    def __init__(self, o): self.o = o
    def __getattr__(self, name):
        def call(*a):
            return getattr(self.o, name)(*a)
        return call
async def run(context):
    P(S).append(context.get_config("api_key"))
    return list(S)
