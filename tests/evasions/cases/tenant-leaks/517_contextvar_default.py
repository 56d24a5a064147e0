#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a context variable's mutable default is shared

from contextvars import ContextVar

state = ContextVar("state", default={})


async def run(context):
    return state.get().setdefault("token", context.get_config("api_key"))
