#: channel = processes
#: reaches = change signals
#: layer = check
#: note = the loop's signal handler, by a helper

import asyncio
import signal


def listen(loop):
    loop.add_signal_handler(signal.SIGTERM, print)
    loop.remove_signal_handler = print


async def run(context):
    listen(asyncio.get_running_loop())
