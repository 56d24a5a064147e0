import httpx

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
LIMITS = httpx.Limits(max_connections=5)


async def run(context):
    transport = httpx.AsyncHTTPTransport(retries=2)
    async with httpx.AsyncClient(timeout=TIMEOUT, limits=LIMITS, transport=transport) as client:
        client.headers["X-Org"] = context.org_id or "-"
        response = await client.post("https://api.example.com", json={"a": 1}, auth=("u", "p"))
        try:
            response.raise_for_status()
        except httpx.HTTPStatusError as error:
            return error.response.status_code
        async with client.stream("GET", "https://api.example.com/big") as stream:
            size = 0
            async for chunk in stream.aiter_bytes():
                size += len(chunk)
        return size, response.json().get("x"), httpx.codes.OK
