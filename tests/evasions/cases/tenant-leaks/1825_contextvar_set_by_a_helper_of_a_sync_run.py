#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = contextvar set by a helper of a sync run

from contextvars import ContextVar
V = ContextVar("v", default=None)
def keep(x): V.set(x)
def run(context):
    old = V.get()
    keep(context.get_config("api_key"))
    return old
