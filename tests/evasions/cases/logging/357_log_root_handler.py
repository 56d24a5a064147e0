#: channel = logging
#: reaches = change log:root
#: layer = check
#: note = a handler on the root logger sees every organization's log

import logging


class Copy(logging.Handler):
    def emit(self, record):
        pass


async def run(context):
    logging.getLogger().addHandler(Copy())
