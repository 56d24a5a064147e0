#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = the shared list is a default argument

from urllib.parse import uses_netloc


async def run(context, kinds=uses_netloc):
    kinds.append("evil")
