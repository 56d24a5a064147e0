#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = lru_cache on a function without parameters that asks elsewhere

from functools import lru_cache

BOX = []


class Client:
    def __init__(self, key):
        self.key = key


@lru_cache(maxsize=1)
def client():
    return Client(BOX[-1])


async def run(context):
    BOX.append(context.get_config("api_key"))
    return client().key
