#: channel = environment
#: reaches = environment
#: layer = check
#: note = itemgetter reads it

import os
from operator import itemgetter


async def run(context):
    return itemgetter("AzureWebJobsStorage")(os.environ)
