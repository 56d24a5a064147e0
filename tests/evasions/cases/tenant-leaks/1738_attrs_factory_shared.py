#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = attrs factory shared

import attr
S = []
def shared(): return S
@attr.s
class Api:
    rows = attr.ib(factory=shared)
async def run(context):
    a = Api()
    a.rows.append(context.get_config("api_key"))
    return list(a.rows)
