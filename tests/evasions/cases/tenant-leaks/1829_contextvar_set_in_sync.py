#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = contextvar set in sync

from contextvars import ContextVar
V = ContextVar("v", default=None)
def run(context):
    old = V.get()
    V.set(context.get_config("api_key"))
    return old
