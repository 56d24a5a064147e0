#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the class through a sort key

async def run(context):
    from engine.sdk import Caller, Organization
    found = []
    sorted([context, context], key=lambda c: found.append(type(c)) or 0)
    return found[0](Organization("org-fabrikam", "x"), Caller("a", "b", "c")).get_config("api_key")
