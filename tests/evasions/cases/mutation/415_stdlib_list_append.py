#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = a public list of a standard module

import urllib.parse


async def run(context):
    urllib.parse.uses_netloc.append("evil")
