#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the class through groupby

import itertools
async def run(context):
    from engine.sdk import Caller, Organization
    for make, _ in itertools.groupby([context], type):
        return make(Organization("org-fabrikam", "x"), Caller("a", "b", "c")).get_config("api_key")
