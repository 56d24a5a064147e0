#: channel = environment
#: reaches = environment
#: layer = check
#: note = percent formatting over the environment

import os


async def run(context):
    return "%(AzureWebJobsStorage)s" % os.environ
