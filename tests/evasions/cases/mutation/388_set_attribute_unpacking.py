#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = an unpacking target in the middle of a tuple

from engine.sdk import OrganizationContext


async def run(context):
    first, (OrganizationContext.log, *rest) = 1, [print, 2]
