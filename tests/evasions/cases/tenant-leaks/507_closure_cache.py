#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a closure made at module level keeps a dictionary

def make():
    cache = {}

    def token(context):
        return cache.setdefault("t", context.get_config("api_key"))

    return token


token = make()


async def run(context):
    return token(context)
