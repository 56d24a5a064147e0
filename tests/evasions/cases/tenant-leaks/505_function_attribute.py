#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an attribute of our own function

def token(context):
    if not hasattr(token, "value"):
        token.value = context.get_config("api_key")
    return token.value


async def run(context):
    return token(context)
