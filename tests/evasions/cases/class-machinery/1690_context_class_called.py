#: channel = class-machinery
#: reaches = tenant
#: layer = check
#: note = the door's context class, called for another organization

from engine.sdk import Caller, Organization, OrganizationContext


async def run(context):
    kinds = {"context": OrganizationContext}
    who = Organization("org-fabrikam", "x")
    return kinds["context"](who, Caller("a", "b", "c")).get_config("api_key")
