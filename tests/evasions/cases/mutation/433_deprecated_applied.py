#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = typing_extensions.deprecated rewrites the class's constructor

from typing_extensions import deprecated

from engine.sdk import OrganizationContext


async def run(context):
    deprecated("old")(OrganizationContext)
