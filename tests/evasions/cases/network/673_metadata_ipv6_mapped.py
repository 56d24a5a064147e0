#: channel = network
#: reaches = connect
#: layer = both
#: note = an IPv4-mapped IPv6 address

import socket


async def run(context):
    try:
        socket.socket(socket.AF_INET6).connect(("::ffff:169.254.169.254", 80))
    except OSError:
        return None
