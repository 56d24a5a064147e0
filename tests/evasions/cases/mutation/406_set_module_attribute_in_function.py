#: channel = mutation
#: reaches = change socket.getaddrinfo
#: layer = check
#: note = the module is imported inside the function

async def run(context):
    import socket

    socket.getaddrinfo = lambda *a, **k: []
