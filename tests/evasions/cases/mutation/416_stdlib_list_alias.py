#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = the list is imported by name and changed through a local

from urllib.parse import uses_query


async def run(context):
    kinds = uses_query
    kinds += ["evil"]
