#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = type.__setattr__ as a function

from engine.sdk import OrganizationContext


async def run(context):
    type.__setattr__(OrganizationContext, "log", print)
