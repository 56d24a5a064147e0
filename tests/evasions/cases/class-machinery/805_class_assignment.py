#: channel = class-machinery
#: reaches = tenant
#: layer = check
#: note = an object changes its class to read another's private state

from engine.sdk import OrganizationContext


class Peek:
    def __init__(self):
        self.x = 1


async def run(context):
    peek = Peek()
    peek.__class__ = OrganizationContext
    return context._clients["org-fabrikam"], peek
