#: channel = logging
#: reaches = change logging.Logger.error
#: layer = check
#: note = Logger.error is replaced on the class

import logging


def quiet(self, *arguments, **options):
    return None


async def run(context):
    logging.Logger.error = quiet
