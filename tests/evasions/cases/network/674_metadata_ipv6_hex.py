#: channel = network
#: reaches = connect
#: layer = both
#: note = the mapped address in hexadecimal groups

import socket


async def run(context):
    try:
        socket.socket(socket.AF_INET6).connect(("::ffff:a9fe:a9fe", 80))
    except OSError:
        return None
