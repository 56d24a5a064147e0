#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the method that sets is called by a partial

from contextvars import ContextVar
from functools import partial

V = ContextVar("v", default=None)
put = V.set


def run(context):
    old = V.get()
    partial(put, *[context.get_config("api_key")])()
    return old
