#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a static method's parameter is named self

class Report:
    @staticmethod
    def clients(self):
        return self._clients


async def run(context):
    return Report.clients(context)["org-fabrikam"]
