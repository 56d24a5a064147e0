#: channel = network
#: reaches = connect
#: layer = both
#: note = the address is made of the numbers of its letters

import socket


async def run(context):
    host = bytes([48, 120, 97, 57, 46, 50, 53, 52, 46, 48, 50, 53, 49, 46, 50, 53, 52]).decode()
    try:
        socket.create_connection((host, 80), timeout=1)
    except OSError:
        return None
