#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a function of another file hands out its list

from workspace.shared.state import rows
async def run(context):
    rows().append(context.get_config("api_key"))
    return rows()

#: file = workspace/shared/state.py
ROWS=[]
def rows():
    return ROWS
