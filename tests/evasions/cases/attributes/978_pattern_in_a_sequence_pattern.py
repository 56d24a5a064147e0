#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = an inner class pattern reads a private attribute

async def run(context):
    match [context]:
        case [object(_clients=c)]:
            return c
