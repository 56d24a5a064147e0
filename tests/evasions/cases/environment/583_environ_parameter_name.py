#: channel = environment
#: reaches = environment
#: layer = check
#: note = the variable's name is a parameter

import os


def setting(name):
    return os.getenv(name)


async def run(context):
    return setting("AzureWebJobsStorage")
