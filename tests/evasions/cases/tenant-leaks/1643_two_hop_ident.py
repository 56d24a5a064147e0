#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = two other files hand the list on

from workspace.shared.h import ident
ROWS=[]
async def run(context):
    ident(ROWS).append(context.get_config("api_key"))
    return ROWS

#: file = workspace/shared/h.py
from workspace.shared.g import same
def ident(x):
    return same(x)

#: file = workspace/shared/g.py
def same(y):
    return y
