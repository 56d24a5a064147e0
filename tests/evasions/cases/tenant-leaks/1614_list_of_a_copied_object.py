#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = copy.copy of an object

import copy
class D:
    def __init__(self):
        self.x = []
D1 = D()
async def run(context):
    c = copy.copy(D1)
    c.x.append(context.get_config("api_key"))
    return c.x
