#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the class through partial

from functools import partial
async def run(context):
    from engine.sdk import Caller, Organization
    make = partial(type, context)()
    return make(Organization("org-fabrikam", "x"), Caller("a", "b", "c")).get_config("api_key")
