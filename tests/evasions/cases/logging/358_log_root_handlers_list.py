#: channel = logging
#: reaches = change log:root
#: layer = check
#: note = the root logger's list of handlers is extended

import logging


class Copy:
    level = 0

    def handle(self, record):
        return None


async def run(context):
    logging.getLogger().handlers.append(Copy())
