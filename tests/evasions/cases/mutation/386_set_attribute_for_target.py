#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = a for target

from engine.sdk import OrganizationContext


async def run(context):
    for OrganizationContext.get_config in [print]:
        pass
