#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = map calls append of a shared list

from urllib.parse import uses_netloc


async def run(context):
    list(map(uses_netloc.append, ["evil"]))
