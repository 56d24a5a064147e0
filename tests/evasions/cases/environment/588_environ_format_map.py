#: channel = environment
#: reaches = environment
#: layer = check
#: note = format_map over the environment

import os


async def run(context):
    return "{AzureWebJobsStorage}".format_map(os.environ)
