#: channel = modules-through-modules
#: reaches = environment
#: layer = check
#: note = random keeps os under a private alias

import random


async def run(context):
    return random._os.environ["AzureWebJobsStorage"]
