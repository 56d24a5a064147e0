#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = bound method of other file

#: file = workspace/workflows/lib.py
class S:
    def __init__(self): self.rows = []
    def put(self, x):
        self.rows.append(x)
        return list(self.rows)
keep = S().put
#: file = workspace/workflows/case.py
from workspace.workflows.lib import keep
async def run(context):
    return keep(context.get_config("api_key"))
