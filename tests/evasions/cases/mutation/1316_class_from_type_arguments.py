#: channel = mutation
#: reaches = change engine.shared.context
#: layer = check
#: note = class got back from a generic alias

import typing
from engine.sdk import OrganizationContext
Pair = list[OrganizationContext]
async def run(context):
    (kind,) = typing.get_args(Pair)
    kind.get_config = print
