#: channel = environment
#: reaches = environment
#: layer = check
#: note = string.Template over the environment

import os
import string


async def run(context):
    return string.Template("$AzureWebJobsStorage").substitute(os.environ)
