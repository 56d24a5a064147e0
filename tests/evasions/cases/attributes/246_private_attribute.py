#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a private attribute of the context

async def run(context):
    return context._clients["org-fabrikam"]
