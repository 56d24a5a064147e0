#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = list.append unbound on a shared list

from urllib.parse import uses_netloc


async def run(context):
    list.append(uses_netloc, "evil")
