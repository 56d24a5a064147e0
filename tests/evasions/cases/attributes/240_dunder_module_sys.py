#: channel = attributes
#: reaches = engine
#: layer = check
#: note = sys.modules by the class's __module__ text

import sys


async def run(context):
    return sys.modules[type(context).__module__].secrets.TOKEN
