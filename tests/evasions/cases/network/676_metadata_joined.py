#: channel = network
#: reaches = connect
#: layer = both
#: note = the address is joined from numbers

import urllib.request


async def run(context):
    host = ".".join(map(str, (169, 254, 169, 254)))
    try:
        urllib.request.urlopen(f"http://{host}/metadata", timeout=1)
    except OSError:
        return None
