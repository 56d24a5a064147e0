#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a constant is rebound by another file through the module

from workspace.shared import names

FIELD = "org_id"
names.change()


async def run(context):
    return getattr(context.log, FIELD)["_token"]
#: file = workspace/shared/names.py
def change():
    from workspace.workflows import case

    case.FIELD = "__globals__"
