#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = getattr with the private name as a constant

async def run(context):
    return getattr(context, "_clients", {})["org-fabrikam"]
