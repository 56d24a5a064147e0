#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = a starred target

from engine.sdk import OrganizationContext


async def run(context):
    first, *OrganizationContext.extra = [1, 2, 3]
