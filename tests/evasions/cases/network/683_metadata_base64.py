#: channel = network
#: reaches = connect
#: layer = both
#: note = the address is decoded

import base64
import socket


async def run(context):
    host = base64.b64decode("MTY5LjI1NC4xNjkuMjU0").decode()
    try:
        socket.create_connection((host, 80), timeout=1)
    except OSError:
        return None
