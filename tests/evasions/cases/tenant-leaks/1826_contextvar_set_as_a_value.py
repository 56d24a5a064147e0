#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = contextvar set as a value

from contextvars import ContextVar
V = ContextVar("v", default=None)
put = V.set
def run(context):
    old = V.get()
    put(context.get_config("api_key"))
    return old
