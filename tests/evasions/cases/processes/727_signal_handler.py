#: channel = processes
#: reaches = change signals
#: layer = both
#: note = a signal handler for the whole process

import signal


async def run(context):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
