#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name comes from re.sub

import re


async def run(context):
    return getattr(context.log, re.sub("x", "_", "xxglobalsxx"))["_token"]
