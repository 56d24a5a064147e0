#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a cached property's function runs with the context

from functools import cached_property


class Report:
    @cached_property
    def clients(self):
        return self._clients


async def run(context):
    return Report.clients.func(context)["org-fabrikam"]
