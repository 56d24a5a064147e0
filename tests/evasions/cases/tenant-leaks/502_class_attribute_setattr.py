#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = setattr with a constant name on the class

class Api:
    token = None


async def run(context):
    setattr(Api, "token", Api.token or context.get_config("api_key"))
    return Api.token
