#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = list given by other file function

#: file = workspace/workflows/lib.py
ROWS = []
def rows(): return ROWS
#: file = workspace/workflows/case.py
from workspace.workflows.lib import rows
async def run(context):
    rows().append(context.get_config("api_key"))
    return list(rows())
