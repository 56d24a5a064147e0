#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = AttributeError's object

async def run(context):
    try:
        context.nope
    except AttributeError as e:
        match e:
            case AttributeError(obj=c):
                return c.get_config("x"), [c._clients][0]
