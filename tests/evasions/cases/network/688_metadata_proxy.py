#: channel = network
#: reaches = connect
#: layer = both
#: note = the metadata service as an HTTP proxy

import httpx


async def run(context):
    try:
        httpx.get("http://example.com", proxy="http://169.254.169.254:80", timeout=1)
    except httpx.HTTPError:
        return None
