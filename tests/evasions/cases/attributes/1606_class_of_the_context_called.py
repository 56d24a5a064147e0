#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the context's class called

async def run(context):
    from engine.sdk import Caller, Organization
    return type(context)(Organization("org-fabrikam", "x"), Caller("a", "b", "c")).get_config("api_key")
