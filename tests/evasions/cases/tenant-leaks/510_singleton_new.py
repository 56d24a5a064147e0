#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a singleton by __new__

class Client:
    _only = None

    def __new__(cls, context):
        if cls._only is None:
            cls._only = object.__new__(cls)
            cls._only.token = context.get_config("api_key")
        return cls._only


async def run(context):
    return Client(context).token
