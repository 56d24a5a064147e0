import aiohttp


async def fetch(session, url):
    async with session.get(url, params={"page": 1}) as response:
        response.raise_for_status()
        return await response.json()


async def run(context):
    headers = {"Authorization": "Bearer " + await context.get_secret("token")}
    async with aiohttp.ClientSession(headers=headers) as session:
        try:
            return await fetch(session, "https://api.example.com/items")
        except aiohttp.ClientError as error:
            context.log("error", f"{type(error).__name__}: {error}")
            return None
