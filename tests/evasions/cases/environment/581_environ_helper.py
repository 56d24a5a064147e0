#: channel = environment
#: reaches = environment
#: layer = check
#: note = the environment goes to a helper

import os


def lookup(table, key):
    return table[key]


async def run(context):
    return lookup(os.environ, "AzureWeb" "JobsStorage")
