#: channel = environment
#: reaches = environment
#: layer = check
#: note = the platform's name is put together

import os


async def run(context):
    return os.environ.get("Azure" + "Web" + "Jobs" + "Storage")
