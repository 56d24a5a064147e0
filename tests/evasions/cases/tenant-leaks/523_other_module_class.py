#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a class of another file is changed

from workspace.shared.store import State


async def run(context):
    State.token = State.token or context.get_config("api_key")
    return State.token
#: file = workspace/shared/store.py
class State:
    token = None
