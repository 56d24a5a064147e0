#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a setter of another file, which looks like a library there

from workspace.shared.store import remember


async def run(context):
    return remember(context.get_config("api_key"))
#: file = workspace/shared/store.py
_box = [None]


def remember(value):
    _box[0] = _box[0] or value
    return _box[0]
