#: channel = network
#: reaches = connect
#: layer = both
#: note = the last two parts as one

import urllib.request


async def run(context):
    try:
        urllib.request.urlopen("http://169.254.43518/metadata", timeout=1)
    except OSError:
        return None
