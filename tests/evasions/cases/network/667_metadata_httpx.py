#: channel = network
#: reaches = connect
#: layer = both
#: note = httpx, headers and all

import httpx


async def run(context):
    async with httpx.AsyncClient() as client:
        try:
            await client.get("http://169.254.169.254/metadata/identity/oauth2/token", headers={"Metadata": "true"})
        except httpx.HTTPError:
            return None
