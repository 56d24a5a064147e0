#: channel = environment
#: reaches = environment
#: layer = check
#: note = a platform setting by its name

import os


async def run(context):
    return os.environ["AzureWebJobsStorage"]
