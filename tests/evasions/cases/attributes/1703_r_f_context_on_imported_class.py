#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = R f context on imported class

#: file = workspace/workflows/lib.py
class R:
    def f(self):
        return self.__dict__
#: file = workspace/workflows/case.py
from workspace.workflows.lib import R
async def run(context):
    return R.f(context)
