#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the private attribute is asked for by its name

from functools import cached_property


class Report:
    @cached_property
    def clients(self):
        return getattr(self, "_clients", None)


async def run(context):
    return Report.clients.func(context)["org-fabrikam"]
