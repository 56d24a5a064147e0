#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = map calls a method with contexts

class Report:
    def clients(self):
        return self._clients


async def run(context):
    return list(map(Report.clients, [context]))[0]["org-fabrikam"]
