#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a property's getter runs with the context through its fget

class Report:
    @property
    def clients(self):
        return self._clients


async def run(context):
    return Report.clients.fget(context)["org-fabrikam"]
