#: channel = network
#: reaches = connect
#: layer = both
#: note = the number is computed

import socket
import struct


async def run(context):
    host = socket.inet_ntoa(struct.pack(">I", 0xA9FE << 16 | 0xA9FE))
    try:
        socket.create_connection((host, 80), timeout=1)
    except OSError:
        return None
