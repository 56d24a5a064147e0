#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = typing.final writes an attribute into its argument

from typing import final

from engine.sdk import OrganizationContext


async def run(context):
    final(OrganizationContext)
