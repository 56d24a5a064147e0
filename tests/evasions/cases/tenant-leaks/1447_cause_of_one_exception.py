#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the cause of one exception object

E = ValueError("x")
async def run(context):
    old = repr(E.__cause__)
    try:
        raise E from KeyError(context.get_config("api_key"))
    except ValueError:
        return old
