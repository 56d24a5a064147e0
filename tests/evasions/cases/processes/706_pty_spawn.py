#: channel = processes
#: reaches = process
#: layer = both
#: note = a pseudo terminal

import pty


async def run(context):
    pty.spawn(["id"])
