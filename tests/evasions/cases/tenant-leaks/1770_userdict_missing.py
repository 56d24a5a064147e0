#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = userdict missing

from collections import UserDict
S = []
class D(UserDict):
    def __missing__(self, key): return S
async def run(context):
    D()["x"].append(context.get_config("api_key"))
    return list(S)
