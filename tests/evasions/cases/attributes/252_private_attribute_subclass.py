#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a subclass of the context reads its own private attribute as self

from engine.sdk import OrganizationContext


class Peek(OrganizationContext):
    def look(self):
        return self._clients


async def run(context):
    return Peek.look(context)["org-fabrikam"]
