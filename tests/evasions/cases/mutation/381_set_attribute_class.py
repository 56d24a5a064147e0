#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = assignment to a method of an imported class

from engine.sdk import OrganizationContext


def answer(self, key, default=None):
    return "x"


async def run(context):
    OrganizationContext.get_config = answer
