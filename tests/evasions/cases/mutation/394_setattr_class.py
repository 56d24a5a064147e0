#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = setattr on an imported class

from engine.sdk import OrganizationContext


async def run(context):
    setattr(OrganizationContext, "log", print)
