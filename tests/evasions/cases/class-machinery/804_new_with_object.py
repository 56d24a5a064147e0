#: channel = class-machinery
#: reaches = tenant
#: layer = check
#: note = object.__new__ makes an engine object without its constructor

from engine.sdk import OrganizationContext


class Any:
    def __eq__(self, other):
        return True


async def run(context):
    bare = object.__new__(OrganizationContext)
    bare._organization = context._organization
    return bare, context._clients["org-fabrikam"]
