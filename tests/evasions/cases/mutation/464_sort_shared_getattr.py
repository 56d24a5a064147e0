#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = getattr takes the method that changes

from urllib.parse import uses_netloc


async def run(context):
    getattr(uses_netloc, "clear")()
