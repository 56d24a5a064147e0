#: channel = environment
#: reaches = change environ
#: layer = check
#: note = a variable is set for everyone

import os


async def run(context):
    os.environ["HTTPS_PROXY"] = "http://proxy.example"
