#: channel = network
#: reaches = connect
#: layer = both
#: note = a link-local IPv6 address

import socket


async def run(context):
    try:
        socket.socket(socket.AF_INET6).connect(("fe80::a9fe:a9fe", 80))
    except OSError:
        return None
