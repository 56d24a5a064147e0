#: channel = network
#: reaches = listen
#: layer = both
#: note = http.server

from http.server import BaseHTTPRequestHandler, HTTPServer


async def run(context):
    HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler).server_close()
