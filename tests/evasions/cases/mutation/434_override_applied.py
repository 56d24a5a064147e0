#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = typing_extensions.override sets an attribute

from typing_extensions import override

from engine.sdk import OrganizationContext


async def run(context):
    override(OrganizationContext.log)
