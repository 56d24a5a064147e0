#: channel = mutation
#: reaches = change engine.shared.context
#: layer = check
#: note = class got back from a dataclass's fields

import dataclasses
from engine.sdk import OrganizationContext
@dataclasses.dataclass
class M:
    x: OrganizationContext
async def run(context):
    for f in dataclasses.fields(M):
        kind = f.type
        kind.get_config = print
