#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = an annotated assignment

from engine.sdk import OrganizationContext


async def run(context):
    OrganizationContext.log: object = print
