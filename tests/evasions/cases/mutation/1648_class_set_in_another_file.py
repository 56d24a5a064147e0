#: channel = mutation
#: reaches = change engine.shared.context.OrganizationContext
#: layer = check
#: note = a function of another file sets an attribute of the class that it gets

from engine.sdk import OrganizationContext
from workspace.shared.h import put


async def run(context):
    put(OrganizationContext, lambda *a: None)

#: file = workspace/shared/h.py
def put(kind, value):
    kind.get_config = value
