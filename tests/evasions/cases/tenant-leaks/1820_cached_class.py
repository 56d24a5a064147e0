#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = cached class

import functools
@functools.cache
class Box:
    def __init__(self): self.rows = []
async def run(context):
    b = Box()
    b.rows.append(context.get_config("api_key"))
    return list(b.rows)
