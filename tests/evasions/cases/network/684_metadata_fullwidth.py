#: channel = network
#: reaches = connect
#: layer = both
#: note = digits of another script that the client normalises

import socket


async def run(context):
    host = "１６９.２５４.１６９.２５４"
    try:
        socket.create_connection((host, 80), timeout=1)
    except OSError:
        return None
