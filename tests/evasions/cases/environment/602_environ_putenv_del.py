#: channel = environment
#: reaches = change environ
#: layer = check
#: note = a variable is deleted

import os


async def run(context):
    del os.environ["AzureWebJobsStorage"]
