#: channel = format-templates
#: reaches = engine
#: layer = both
#: note = string.Formatter reads fields by text

import string


async def run(context):
    return string.Formatter().format("{0.log.__globals__[_token]}", context)
