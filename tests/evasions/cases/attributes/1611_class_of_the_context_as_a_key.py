#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the class through a decorated function

async def run(context):
    from engine.sdk import Caller, Organization
    kinds = {type(c): c for c in [context]}
    for make in kinds:
        return make(Organization("org-fabrikam", "x"), Caller("a", "b", "c")).get_config("api_key")
