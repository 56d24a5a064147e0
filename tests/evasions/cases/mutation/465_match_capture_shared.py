#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = a match statement gives the list another name

from urllib.parse import uses_netloc


async def run(context):
    match uses_netloc:
        case [*_] as kinds:
            pass
    match [uses_netloc]:
        case [found]:
            found.append("evil")
