#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a bound method leads back to its object's private state

def later(function):
    return function.__self__._clients


async def run(context):
    return later(context.get_config)["org-fabrikam"]
