#: channel = network
#: reaches = connect
#: layer = both
#: note = urlunsplit puts the URL together

import urllib.request
from urllib.parse import urlunsplit


async def run(context):
    try:
        urllib.request.urlopen(urlunsplit(("http", "169.254.169.254", "/metadata", "", "")), timeout=1)
    except OSError:
        return None
