#: channel = network
#: reaches = connect
#: layer = both
#: note = parts in different bases

import socket


async def run(context):
    try:
        socket.create_connection(("0xa9.254.0251.254", 80), timeout=1)
    except OSError:
        return None
