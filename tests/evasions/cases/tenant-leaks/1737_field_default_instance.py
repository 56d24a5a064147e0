#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = field default instance

from dataclasses import dataclass
class Client:
    def __init__(self): self._token = None
    def token(self, context):
        if not self._token:
            self._token = context.get_config("api_key")
        return self._token
@dataclass
class Api:
    client: Client = Client()
async def run(context):
    return Api().client.token(context)
