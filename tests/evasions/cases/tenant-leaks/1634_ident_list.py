#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a function of another file hands back the list that it gets

from workspace.shared.h import ident
ROWS=[]
async def run(context):
    ident(ROWS).append(context.get_config("api_key"))
    return ROWS

#: file = workspace/shared/h.py
def ident(x):
    return x
