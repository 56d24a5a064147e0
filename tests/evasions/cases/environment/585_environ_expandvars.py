#: channel = environment
#: reaches = environment
#: layer = check
#: note = expandvars replaces variables in text

import os.path


async def run(context):
    return os.path.expandvars("$AzureWebJobsStorage")
