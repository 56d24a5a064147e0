#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = singledispatchmethod returns shared

from functools import singledispatchmethod
S = []
class A:
    @singledispatchmethod
    def rows(self, x): return None
    @rows.register
    def _(self, x: int): return S
async def run(context):
    A().rows(1).append(context.get_config("api_key"))
    return list(S)
