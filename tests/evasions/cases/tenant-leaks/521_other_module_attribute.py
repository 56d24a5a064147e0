#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the other file's module gets an attribute

from workspace.shared import store


async def run(context):
    store.token = store.token or context.get_config("api_key")
    return store.token
#: file = workspace/shared/store.py
token = None
