#: channel = network
#: reaches = connect
#: layer = check
#: note = the parts of the address come back out of functions and containers

import urllib.request


def passed(found):
    return found


A, B = (lambda found=(169, 254): found)()


async def run(context):
    host = ".".join(map(str, (passed(A), {"k": B}["k"], 169, passed(254))))
    try:
        urllib.request.urlopen(f"http://{host}/metadata", timeout=1)
    except OSError:
        return None
