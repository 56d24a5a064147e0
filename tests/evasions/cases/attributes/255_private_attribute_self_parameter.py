#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a plain function names its parameter self

def clients(self):
    return self._clients


async def run(context):
    return clients(context)["org-fabrikam"]
