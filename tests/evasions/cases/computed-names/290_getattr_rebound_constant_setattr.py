#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a constant of this module is rebound by setattr on the module

import workspace.workflows.case as me

FIELD = "org_id"


async def run(context):
    setattr(me, "FIELD", "__glo" + "bals__")
    return getattr(context.log, FIELD)["_token"]
