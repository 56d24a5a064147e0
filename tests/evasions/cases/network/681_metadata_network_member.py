#: channel = network
#: reaches = connect
#: layer = both
#: note = a member of the link-local network

import ipaddress
import socket


async def run(context):
    host = str(ipaddress.ip_network("169.254.0.0/16")[43518])
    try:
        socket.create_connection((host, 80), timeout=1)
    except OSError:
        return None
