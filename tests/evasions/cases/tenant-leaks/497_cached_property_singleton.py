#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a cached property of an object that lives in the module

from functools import cached_property


class Api:
    context = None

    @cached_property
    def token(self):
        return self.context.get_config("api_key")


api = Api()


async def run(context):
    api.context = context
    return api.token
