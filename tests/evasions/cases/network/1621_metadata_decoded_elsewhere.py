#: channel = network
#: reaches = connect
#: layer = check
#: note = the bytes of the address are carried by an object before they are decoded

import base64
import socket


class Kept:
    def __init__(self, inner):
        self.inner = inner


async def run(context):
    host = Kept(base64.b64decode("MTY5LjI1NC4xNjkuMjU0")).inner.decode()
    try:
        socket.create_connection((host, 80), timeout=1)
    except OSError:
        return None
