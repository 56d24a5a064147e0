#: channel = imports
#: reaches = environment
#: layer = both
#: note = posix also has the environment

from posix import environ


async def run(context):
    return environ[b"AzureWebJobsStorage"]
