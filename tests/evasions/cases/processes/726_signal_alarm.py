#: channel = processes
#: reaches = change timers
#: layer = both
#: note = a timer that ends the process later

import signal


async def run(context):
    signal.setitimer(signal.ITIMER_REAL, 3600, 60)
