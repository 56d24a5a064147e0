#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = functools.cache applied as a call

import functools


def fetch(page):
    return STATE[0].get_config("api_key")


STATE = [None]
users = functools.cache(fetch)


async def run(context):
    STATE[0] = context
    return users(1)
