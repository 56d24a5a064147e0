#: channel = logging
#: reaches = change log:root
#: layer = check
#: note = the logger goes to a helper that adds a handler to its parameter

import logging


def listen(channel, sink):
    channel.addHandler(sink)


class Sink:
    level = 0

    def handle(self, record):
        return None


async def run(context):
    listen(logging.getLogger(), Sink())
