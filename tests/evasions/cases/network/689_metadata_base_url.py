#: channel = network
#: reaches = connect
#: layer = both
#: note = a client with a base address

import httpx


async def run(context):
    with httpx.Client(base_url="http://169.254.169.254") as client:
        try:
            client.get("/metadata")
        except httpx.HTTPError:
            return None
