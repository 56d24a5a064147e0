#: channel = environment
#: reaches = environment
#: layer = check
#: note = a settings class reads it in its body

import os


class Settings:
    storage = os.environ.get("AzureWebJobsStorage")


async def run(context):
    return Settings.storage
