#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = a with target

from contextlib import nullcontext

from engine.sdk import OrganizationContext


async def run(context):
    with nullcontext(print) as OrganizationContext.log:
        pass
