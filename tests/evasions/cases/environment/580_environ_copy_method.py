#: channel = environment
#: reaches = environment
#: layer = check
#: note = copy()

from os import environ as settings


async def run(context):
    return settings.copy()
