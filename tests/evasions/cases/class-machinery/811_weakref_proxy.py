#: channel = class-machinery
#: reaches = tenant
#: layer = check
#: note = a weak proxy passes private names on

import weakref


async def run(context):
    return weakref.proxy(context)._clients["org-fabrikam"]
