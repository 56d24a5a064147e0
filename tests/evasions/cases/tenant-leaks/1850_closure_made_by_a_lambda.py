#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the closure is made by a lambda while the file is loaded

def make():
    kept = None

    def token(context):
        nonlocal kept
        kept = kept or context.get_config("api_key")
        return kept

    return token


token = (lambda: make())()


async def run(context):
    return token(context)
