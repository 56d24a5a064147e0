#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the context under another name in a helper without annotation

def settings_of(ctx):
    return ctx._clients


async def run(context):
    return settings_of(context)["org-fabrikam"]
