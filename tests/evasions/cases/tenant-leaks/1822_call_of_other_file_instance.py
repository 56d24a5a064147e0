#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = call of other file instance

#: file = workspace/workflows/lib.py
class S:
    def __init__(self): self.rows = []
    def __call__(self, x):
        self.rows.append(x)
        return list(self.rows)
keep = S()
#: file = workspace/workflows/case.py
from workspace.workflows.lib import keep
async def run(context):
    return keep(context.get_config("api_key"))
