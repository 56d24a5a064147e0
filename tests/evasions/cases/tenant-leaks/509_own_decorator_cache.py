#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a home-made memoising decorator

import functools


def memoise(function):
    known = {}

    @functools.wraps(function)
    def inner(context, name):
        if name not in known:
            known[name] = function(context, name)
        return known[name]

    return inner


@memoise
def setting(context, name):
    return context.get_config(name)


async def run(context):
    return setting(context, "api_key")
