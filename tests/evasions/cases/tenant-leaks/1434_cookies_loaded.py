#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = cookies

from http.cookies import SimpleCookie
C = SimpleCookie()
async def run(context):
    old = C.output()
    C.load("t=" + context.get_config("api_key"))
    return old
