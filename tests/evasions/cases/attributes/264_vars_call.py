#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = vars of the context

async def run(context):
    return vars(context)["_clients"]["org-fabrikam"]
