#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a class pattern reads the private attribute

async def run(context):
    match context:
        case object(_clients={"org-fabrikam": found}):
            return found
