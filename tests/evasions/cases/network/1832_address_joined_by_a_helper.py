#: channel = network
#: reaches = connect
#: layer = both
#: note = a helper spreads the arguments of map

import urllib.request


def applied(function, values):
    return function(*values)


async def run(context):
    host = ".".join(applied(map, [str, (169, 254, 169, 254)]))
    try:
        urllib.request.urlopen(f"http://{host}/metadata", timeout=1)
    except OSError:
        return None
