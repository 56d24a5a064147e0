#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = other file class instance made here

#: file = workspace/workflows/lib.py
class Store:
    def __init__(self): self.v = None
    def swap(self, v):
        old, self.v = self.v, v
        return old
#: file = workspace/workflows/case.py
from workspace.workflows.lib import Store
store = Store()
async def run(context):
    return store.swap(context.get_config("api_key"))
