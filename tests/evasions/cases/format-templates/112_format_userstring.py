#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = UserString formats like str

from collections import UserString


async def run(context):
    return UserString("{0.log.__globals__[_token]}").format(context)
