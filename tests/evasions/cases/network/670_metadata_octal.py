#: channel = network
#: reaches = connect
#: layer = both
#: note = the address in octal

import urllib.request


async def run(context):
    try:
        urllib.request.urlopen("http://0251.0376.0251.0376/metadata", timeout=1)
    except OSError:
        return None
