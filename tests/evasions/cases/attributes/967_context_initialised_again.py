#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the context's own class initialises it again for another organization

from engine.sdk import Caller, Organization, OrganizationContext


async def run(context):
    OrganizationContext.__init__(context, Organization("org-fabrikam", "x", "t"), Caller("u", "e", "n"))
    return context.get_config("api_key")
