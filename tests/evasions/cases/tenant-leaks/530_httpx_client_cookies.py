#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a module-level client keeps cookies and headers

import httpx

client = httpx.Client()


async def run(context):
    last = client.headers.get("x-key")
    client.headers["x-key"] = context.get_config("api_key")
    return last
