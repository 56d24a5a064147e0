#: channel = mutation
#: reaches = change engine.shared.context.OrganizationContext
#: layer = check
#: note = a function of another file hands back `type`

from workspace.shared.h import ident
async def run(context):
    ident(type)(context).get_config = lambda *a: None

#: file = workspace/shared/h.py
def ident(x):
    return x
