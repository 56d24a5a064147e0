#: channel = network
#: reaches = connect
#: layer = both
#: note = http.client, host and path apart

import http.client


async def run(context):
    link = http.client.HTTPConnection("169.254.169.254", timeout=1)
    try:
        link.request("GET", "/metadata/instance")
    except OSError:
        return None
