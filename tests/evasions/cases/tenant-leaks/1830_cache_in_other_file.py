#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = cache in other file

#: file = workspace/workflows/lib.py
import functools
@functools.cache
def rows(size): return []
#: file = workspace/workflows/case.py
from workspace.workflows.lib import rows
async def run(context):
    r = rows(1)
    r.append(context.get_config("api_key"))
    return list(r)
