#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = singledispatch returns shared

from functools import singledispatch
S = []
@singledispatch
def rows(x): return None
@rows.register
def _(x: int): return S
async def run(context):
    rows(1).append(context.get_config("api_key"))
    return list(S)
