#: channel = network
#: reaches = connect
#: layer = both
#: note = inet_ntoa makes the text out of bytes

import socket


async def run(context):
    host = socket.inet_ntoa(b"\xa9\xfe\xa9\xfe")
    try:
        socket.create_connection((host, 80), timeout=1)
    except OSError:
        return None
