#: channel = logging
#: reaches = change log:levels
#: layer = check
#: note = the name of a level is changed for everyone

import logging


async def run(context):
    logging.addLevelName(50, "fine")
