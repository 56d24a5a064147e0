#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a global variable

token = None


async def run(context):
    global token
    token = token or context.get_config("api_key")
    return token
