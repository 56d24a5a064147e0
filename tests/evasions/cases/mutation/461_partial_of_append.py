#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = the bound append is kept for later

from urllib.parse import uses_netloc as kinds

add = kinds.append


async def run(context):
    add("evil")
