#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = dict subclass missing shared

S = []
class D(dict):
    def __missing__(self, key): return S
async def run(context):
    D()["x"].append(context.get_config("api_key"))
    return list(S)
