#: channel = network
#: reaches = connect
#: layer = both
#: note = the address in hexadecimal

import urllib.request


async def run(context):
    try:
        urllib.request.urlopen("http://0xA9FEA9FE/metadata", timeout=1)
    except OSError:
        return None
