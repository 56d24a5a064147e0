#: channel = environment
#: reaches = environment
#: layer = check
#: note = pop returns and removes

import os


async def run(context):
    return os.environ.pop("AzureWebJobsStorage")
