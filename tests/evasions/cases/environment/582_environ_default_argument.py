#: channel = environment
#: reaches = environment
#: layer = check
#: note = the environment is a default argument

import os


def lookup(key, table=os.environ):
    return table[key]


async def run(context):
    return lookup("AzureWebJobsStorage")
