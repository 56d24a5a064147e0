#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an own dictionary class

class Cache(dict):
    def remember(self, key, value):
        return self.setdefault(key, value)


CACHE = Cache()


async def run(context):
    return CACHE.remember("token", context.get_config("api_key"))
