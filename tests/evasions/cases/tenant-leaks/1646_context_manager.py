#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a context manager of another file gives its list

from workspace.shared.h import rows
async def run(context):
    with rows() as r:
        r.append(context.get_config("api_key"))
        return list(r)

#: file = workspace/shared/h.py
from contextlib import contextmanager
ROWS=[]
@contextmanager
def rows():
    yield ROWS
