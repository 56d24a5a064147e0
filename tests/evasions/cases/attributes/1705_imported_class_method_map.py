#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = imported class method map

#: file = workspace/workflows/lib.py
class R:
    def clients(self):
        return self._clients
#: file = workspace/workflows/case.py
from workspace.workflows import lib
async def run(context):
    return list(map(lib.R.clients, [context]))
