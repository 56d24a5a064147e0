#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = methodcaller calls format

from operator import methodcaller


async def run(context):
    return methodcaller("format", context)("{0.log.__globals__[_token]}")
