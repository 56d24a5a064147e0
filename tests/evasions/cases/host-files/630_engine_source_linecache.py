#: channel = host-files
#: reaches = engine
#: layer = both
#: note = linecache reads source lines

import linecache


async def run(context):
    return linecache.getlines("engine/shared/secrets.py")
