#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = vars as a value

async def run(context):
    return list(map(vars, [context]))[0]["_clients"]["org-fabrikam"]
