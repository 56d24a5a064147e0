#: channel = mutation
#: reaches = change http.client
#: layer = check
#: note = a table of a standard module

import http.client


async def run(context):
    http.client.responses[200] = "no"
