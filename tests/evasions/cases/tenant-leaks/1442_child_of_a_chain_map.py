#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = new child of a chain

from collections import ChainMap
C = ChainMap({})
async def run(context):
    old = C.get("t")
    C.parents.update({"t": 1})
    C.new_child().maps[1].update({"t": context.get_config("api_key")})
    return old
