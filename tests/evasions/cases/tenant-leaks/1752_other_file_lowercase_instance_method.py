#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = other file lowercase instance method

#: file = workspace/workflows/lib.py
class Store:
    def __init__(self): self.v = None
    def swap(self, v):
        old, self.v = self.v, v
        return old
store = Store()
#: file = workspace/workflows/case.py
from workspace.workflows import lib
async def run(context):
    return lib.store.swap(context.get_config("api_key"))
