#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = a helper extends whatever list it gets

from urllib.parse import uses_netloc


def extend(items, more):
    items.extend(more)


async def run(context):
    extend(uses_netloc, ["evil"])
