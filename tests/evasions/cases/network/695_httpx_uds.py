#: channel = network
#: reaches = runs
#: layer = check
#: note = a transport to a local service's socket

import httpx


async def run(context):
    transport = httpx.HTTPTransport(uds="/var/run/docker.sock")
    return "IT-RUNS" if transport else None
