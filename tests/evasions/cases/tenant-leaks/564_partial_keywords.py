#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a partial's keywords are a dictionary that can be changed

from functools import partial


def call(**options):
    return options


fetch = partial(call, timeout=10)


async def run(context):
    last = dict(fetch.keywords)
    fetch.keywords["key"] = context.get_config("api_key")
    return last
