#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the dictionary lives in another file

from workspace.shared.store import STORE


async def run(context):
    return STORE.setdefault("token", context.get_config("api_key"))
#: file = workspace/shared/store.py
STORE = {}
