#: channel = network
#: reaches = connect
#: layer = both
#: note = an f-string with number fields

import urllib.request

A, B = 169, 254


async def run(context):
    try:
        urllib.request.urlopen(f"http://{A}.{B}.{A}.{B}/metadata", timeout=1)
    except OSError:
        return None
