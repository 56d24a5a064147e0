#: channel = network
#: reaches = connect
#: layer = both
#: note = a partial comes out of a context manager

import base64
import socket
from contextlib import nullcontext
from functools import partial


def managed(found):
    with nullcontext(found) as inner:
        return inner


async def run(context):
    host = managed(partial(base64.b64decode, *["MTY5LjI1NC4xNjkuMjU0"]))().decode()
    try:
        socket.create_connection((host, 80), timeout=1)
    except OSError:
        return None
