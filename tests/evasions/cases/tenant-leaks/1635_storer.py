#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a function of another file fills the list that it gets

from workspace.shared.h import put
ROWS=[]
async def run(context):
    put(ROWS, context.get_config("api_key"))
    return ROWS

#: file = workspace/shared/h.py
def put(rows, x):
    rows.append(x)
