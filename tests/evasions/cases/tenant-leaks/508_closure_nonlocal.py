#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a closure made at module level rebinds its variable

def make():
    kept = None

    def token(context):
        nonlocal kept
        kept = kept or context.get_config("api_key")
        return kept

    return token


token = make()


async def run(context):
    return token(context)
