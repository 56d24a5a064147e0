#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = a method is deleted

from engine.sdk import OrganizationContext


async def run(context):
    del OrganizationContext.log
