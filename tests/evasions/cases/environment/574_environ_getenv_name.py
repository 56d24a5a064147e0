#: channel = environment
#: reaches = environment
#: layer = check
#: note = getenv of a platform setting with a default

from os import getenv


async def run(context):
    return getenv("AzureWebJobsStorage", "none")
