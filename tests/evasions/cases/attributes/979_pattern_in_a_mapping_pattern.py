#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a mapping pattern

async def run(context):
    match {"a": context}:
        case {"a": object(_clients=c)}:
            return c
