#: channel = mutation
#: reaches = change http.client
#: layer = check
#: note = operator.setitem on a shared table

import http.client
import operator


async def run(context):
    operator.setitem(http.client.responses, 200, "no")
