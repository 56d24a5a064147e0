#: channel = network
#: reaches = connect
#: layer = check
#: note = the number of the address is shifted together from parts

import socket
import struct


async def run(context):
    parts = {"high": 43518, "by": 16}
    host = socket.inet_ntoa(struct.pack(">I", parts["high"] << parts["by"] | [43518][0]))
    try:
        socket.create_connection((host, 80), timeout=1)
    except OSError:
        return None
