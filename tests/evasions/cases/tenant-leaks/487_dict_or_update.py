#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an in-place union

STATE = {}


async def run(context):
    previous = dict(STATE)
    state = STATE
    state |= {"token": context.get_config("api_key")}
    return previous
