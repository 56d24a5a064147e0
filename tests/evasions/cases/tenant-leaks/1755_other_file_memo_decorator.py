#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = other file memo decorator

#: file = workspace/workflows/lib.py
import functools
def memo(f):
    seen = {}
    @functools.wraps(f)
    def inner(x):
        if "k" not in seen:
            seen["k"] = f(x)
        return seen["k"]
    return inner
#: file = workspace/workflows/case.py
from workspace.workflows.lib import memo
@memo
def key(c):
    return c.get_config("api_key")
async def run(context):
    return key(context)
