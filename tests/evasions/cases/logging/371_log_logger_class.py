#: channel = logging
#: reaches = change log:factory
#: layer = check
#: note = new loggers get our class

import logging


class Mine(logging.Logger):
    pass


async def run(context):
    logging.setLoggerClass(Mine)
