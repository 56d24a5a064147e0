#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a module-level session keeps the first client's header

import requests

session = requests.Session()


async def run(context):
    session.headers.setdefault("Authorization", context.get_config("api_key"))
    return dict(session.headers)
