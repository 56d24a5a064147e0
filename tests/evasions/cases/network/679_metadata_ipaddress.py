#: channel = network
#: reaches = connect
#: layer = both
#: note = ipaddress makes the text out of a number

import ipaddress
import urllib.request


async def run(context):
    host = ipaddress.ip_address(2852039166)
    try:
        urllib.request.urlopen(f"http://{host}/metadata", timeout=1)
    except OSError:
        return None
