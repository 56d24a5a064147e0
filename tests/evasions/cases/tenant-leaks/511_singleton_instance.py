#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a module-level object's method stores on self

class Client:
    def __init__(self):
        self.token = None

    def connect(self, context):
        if self.token is None:
            self.token = context.get_config("api_key")
        return self.token


client = Client()


async def run(context):
    return client.connect(context)
