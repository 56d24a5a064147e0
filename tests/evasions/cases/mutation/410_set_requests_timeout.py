#: channel = mutation
#: reaches = change requests
#: layer = check
#: note = a partial replaces a request function

import functools

import requests


async def run(context):
    requests.get = functools.partial(requests.get, timeout=10)
