#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the context comes out of a dictionary

async def run(context):
    job = {"who": context, "what": "report"}
    return job["who"]._clients["org-fabrikam"]
