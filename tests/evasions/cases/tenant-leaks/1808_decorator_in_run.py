#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a function that registers decorates one that is made in every run

KNOWN = []


def register(function):
    KNOWN.append(function)
    return function


async def run(context):
    token = context.get_config("api_key")

    @register
    def tell():
        return token

    return [known() for known in KNOWN]
