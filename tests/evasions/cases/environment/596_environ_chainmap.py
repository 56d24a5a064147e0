#: channel = environment
#: reaches = environment
#: layer = check
#: note = a ChainMap over the environment

import os
from collections import ChainMap


async def run(context):
    return ChainMap({}, os.environ)["AzureWebJobsStorage"]
