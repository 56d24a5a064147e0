#: channel = environment
#: reaches = environment
#: layer = check
#: note = a mapping pattern reads a name

import os


async def run(context):
    match os.environ:
        case {"AzureWebJobsStorage": found}:
            return found
