#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = dataclasses.replace keeps the list

from dataclasses import dataclass, field, replace
@dataclass
class D:
    x: list = field(default_factory=list)
D1 = D()
async def run(context):
    c = replace(D1)
    c.x.append(context.get_config("api_key"))
    return c.x
