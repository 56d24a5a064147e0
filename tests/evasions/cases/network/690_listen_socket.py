#: channel = network
#: reaches = listen
#: layer = check
#: note = a listening socket

import socket


async def run(context):
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
