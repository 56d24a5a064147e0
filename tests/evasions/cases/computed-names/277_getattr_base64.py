#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is decoded from base64

import base64


async def run(context):
    return getattr(context.log, base64.b64decode("X19nbG9iYWxzX18=").decode())["_token"]
