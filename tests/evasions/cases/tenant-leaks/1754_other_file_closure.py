#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = other file closure

#: file = workspace/workflows/lib.py
def make():
    rows = []
    def add(x):
        rows.append(x)
        return list(rows)
    return add
#: file = workspace/workflows/case.py
from workspace.workflows.lib import make
add = make()
async def run(context):
    return add(context.get_config("api_key"))
