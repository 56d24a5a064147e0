#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the class is named in a function

class Api:
    token = None


async def run(context):
    Api.token = Api.token or context.get_config("api_key")
    return Api.token
