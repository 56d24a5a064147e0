#: channel = mutation
#: reaches = change engine
#: layer = check
#: note = error class attribute by subclass hook

from engine.sdk import WorkflowException
class E(WorkflowException):
    def __init_subclass__(cls, **kw):
        for b in cls.mro():
            if b is WorkflowException:
                b.extra = 1
class F(E): pass
async def run(context): return 1
