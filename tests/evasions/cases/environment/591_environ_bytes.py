#: channel = environment
#: reaches = environment
#: layer = check
#: note = the environment as bytes

import os


async def run(context):
    return os.environb[b"AzureWebJobsStorage"]
