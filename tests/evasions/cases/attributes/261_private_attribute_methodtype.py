#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = types.MethodType binds our method to the context

from types import MethodType


class Report:
    def clients(self):
        return self._clients


async def run(context):
    return MethodType(Report.clients, context)()["org-fabrikam"]
