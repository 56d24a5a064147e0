#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = weak reference

import weakref
async def run(context):
    return weakref.ref(context)()._clients
