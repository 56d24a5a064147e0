#: channel = environment
#: reaches = environment
#: layer = check
#: note = map over getenv

import os


async def run(context):
    return list(map(os.getenv, ["AzureWebJobsStorage"]))
