#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = attrs default shared

import attr
S = []
@attr.s
class Api:
    rows = attr.ib(default=S)
async def run(context):
    a = Api()
    a.rows.append(context.get_config("api_key"))
    return list(a.rows)
