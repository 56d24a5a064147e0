#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = eq is called with the context on the other side

class Report:
    _clients = None

    def __eq__(self, other):
        return other._clients["org-fabrikam"]


async def run(context):
    return Report() == context
