#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the dictionary lies in a tuple

STATE = ({}, 1)


async def run(context):
    STATE[0].setdefault("token", context.get_config("api_key"))
    return STATE[0]["token"]
