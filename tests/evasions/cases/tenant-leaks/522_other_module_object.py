#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = an object of another file is changed

from workspace.shared.store import state


async def run(context):
    state.token = state.token or context.get_config("api_key")
    return state.token
#: file = workspace/shared/store.py
class State:
    token = None


state = State()
