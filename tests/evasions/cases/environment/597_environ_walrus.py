#: channel = environment
#: reaches = environment
#: layer = check
#: note = the environment bound by a walrus in a comprehension's condition

import os


async def run(context):
    return [e["AzureWebJobsStorage"] for _ in (1,) if (e := os.environ)]
