#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = dataclass_transform sets an attribute

import typing

from engine.sdk import OrganizationContext


async def run(context):
    typing.dataclass_transform()(OrganizationContext)
