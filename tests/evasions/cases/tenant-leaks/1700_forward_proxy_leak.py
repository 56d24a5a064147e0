#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = forward proxy leak

from engine.sdk import public_attr
CACHE = []
class P:
    def __init__(self, o): self.o = o
    def __getattr__(self, name): return public_attr(self.o, name)
async def run(context):
    P(CACHE).append(context.get_config("api_key"))
    return list(CACHE)
