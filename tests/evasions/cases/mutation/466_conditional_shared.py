#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = a conditional expression picks the shared list

from urllib.parse import uses_netloc


async def run(context):
    kinds = [] if context is None else uses_netloc
    kinds.append("evil")
