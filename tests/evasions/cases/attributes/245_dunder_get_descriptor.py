#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a slot descriptor reads a private field

async def run(context):
    return vars(context)["_clients"]["org-fabrikam"]
