#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a method of an own class is called with the context as self

class Report:
    def clients(self):
        return self._clients


async def run(context):
    return Report.clients(context)["org-fabrikam"]
