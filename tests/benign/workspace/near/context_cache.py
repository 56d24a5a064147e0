import datetime


async def token(context):
    cached = context.cache.get("api-token")
    if cached and cached["expires"] > datetime.datetime.now(datetime.UTC).isoformat():
        return cached["value"]
    fresh = {"value": await context.get_secret("api-key"), "expires": "2100-01-01"}
    context.cache.set("api-token", fresh, ttl_seconds=300)
    return fresh["value"]


async def run(context):
    value = await token(context)
    if not value:
        context.cache.delete("api-token")
    return bool(value)
