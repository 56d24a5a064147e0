#: channel = host-files
#: reaches = runs
#: layer = check
#: note = keyword from a dictionary

import httpx
async def run(context):
    httpx.HTTPTransport(**{"uds": "/var/run/x.sock"})
    return "IT-RUNS"
