#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a method bound to the context by functools.partial

from functools import partial


class Report:
    def clients(self, name):
        return self._clients[name]


async def run(context):
    return partial(Report.clients, context)("org-fabrikam")
