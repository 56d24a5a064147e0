#: channel = network
#: reaches = runs
#: layer = check
#: note = a socket object around a descriptor of the process

import socket


async def run(context):
    a = socket.socket()
    other = socket.socket(fileno=a.fileno())
    other.detach()
    return "IT-RUNS"
