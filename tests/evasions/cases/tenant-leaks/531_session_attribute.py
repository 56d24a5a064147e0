#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the session's auth is assigned

import requests

session = requests.Session()


async def run(context):
    session.auth = session.auth or ("api", context.get_config("api_key"))
    return session.auth
