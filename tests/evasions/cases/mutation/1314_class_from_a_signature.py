#: channel = mutation
#: reaches = change engine.shared.context
#: layer = check
#: note = class got back from a signature

import inspect
from engine.sdk import OrganizationContext
async def run(context: OrganizationContext):
    inspect.signature(run).parameters["context"].annotation.get_config = print
