#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = private attr through function stored as class attribute

#: file = workspace/workflows/lib.py
class R:
    def clients(self):
        return self._clients
#: file = workspace/workflows/case.py
from workspace.workflows.lib import R
async def run(context):
    f = R.clients
    return f(context)
