#: channel = processes
#: reaches = die
#: layer = both
#: note = signal.raise_signal

import signal


async def run(context):
    signal.raise_signal(signal.SIGKILL)
