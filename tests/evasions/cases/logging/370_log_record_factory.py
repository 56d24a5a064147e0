#: channel = logging
#: reaches = change log:factory
#: layer = check
#: note = every record of the process is made by our function

import logging


async def run(context):
    logging.setLogRecordFactory(lambda *a, **k: logging.LogRecord(*a, **k))
