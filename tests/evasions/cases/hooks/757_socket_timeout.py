#: channel = hooks
#: reaches = change socket
#: layer = check
#: note = every connection's default timeout

import socket


async def run(context):
    socket.setdefaulttimeout(1)
