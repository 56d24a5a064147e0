#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = property lambda

S = []
class A:
    rows = property(lambda self: S)
async def run(context):
    A().rows.append(context.get_config("api_key"))
    return list(S)
