#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = property function form

S = []
class A:
    def _rows(self): return S
    rows = property(_rows)
async def run(context):
    A().rows.append(context.get_config("api_key"))
    return list(S)
