#: channel = modules-through-modules
#: reaches = runs
#: layer = check
#: note = denied member of a package by another of its modules

from aiohttp.connector import UnixConnector
async def run(context):
    return f"IT-RUNS {UnixConnector}"
