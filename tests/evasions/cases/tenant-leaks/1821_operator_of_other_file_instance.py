#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = operator of other file instance

#: file = workspace/workflows/lib.py
class S:
    def __init__(self): self.rows = []
    def __lshift__(self, x):
        self.rows.append(x)
        return list(self.rows)
s = S()
#: file = workspace/workflows/case.py
from workspace.workflows.lib import s
async def run(context):
    return s << context.get_config("api_key")
