#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = a comprehension's target

from engine.sdk import OrganizationContext


async def run(context):
    return [1 for OrganizationContext.log in (print,)]
