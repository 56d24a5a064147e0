#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a class attribute is set from a method

class Api:
    token = None

    @classmethod
    def connect(cls, context):
        cls.token = cls.token or context.get_config("api_key")
        return cls.token


async def run(context):
    return Api.connect(context)
