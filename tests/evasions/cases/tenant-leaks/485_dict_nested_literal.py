#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an inner dictionary of a constant-looking table

SETTINGS = {"graph": {"url": "https://graph.microsoft.com", "headers": {}}}


async def run(context):
    headers = SETTINGS["graph"]["headers"]
    headers.setdefault("Authorization", context.get_config("api_key"))
    return headers
