#: channel = imports
#: reaches = runs
#: layer = both
#: note = a private C module of the standard library

import _socket


async def run(context):
    return f"IT-RUNS {_socket.__name__}"
