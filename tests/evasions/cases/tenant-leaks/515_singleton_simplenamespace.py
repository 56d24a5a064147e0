#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a SimpleNamespace holds the state

from types import SimpleNamespace

state = SimpleNamespace(token=None)


async def run(context):
    state.token = state.token or context.get_config("api_key")
    return state.token
