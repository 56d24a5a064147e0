#: channel = network
#: reaches = connect
#: layer = both
#: note = percent formatting of the parts

import urllib.request


async def run(context):
    host = "%d.%d.%d.%d" % (169, 254, 169, 254)
    try:
        urllib.request.urlopen("http://" + host, timeout=1)
    except OSError:
        return None
