#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = lru_cache on an argument that is equal for everyone

from functools import lru_cache


class Scope:
    def __init__(self, context):
        self.context = context

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return True


@lru_cache
def token(scope):
    return scope.context.get_config("api_key")


async def run(context):
    return token(Scope(context))
