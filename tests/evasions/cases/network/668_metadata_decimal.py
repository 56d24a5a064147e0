#: channel = network
#: reaches = connect
#: layer = both
#: note = the address as one number in a URL

import urllib.request


async def run(context):
    try:
        urllib.request.urlopen("http://2852039166/metadata", timeout=1)
    except OSError:
        return None
