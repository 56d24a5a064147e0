#: channel = mutation
#: reaches = change ssl._create_default_https_context
#: layer = check
#: note = certificate checks are turned off for everyone

import ssl


async def run(context):
    ssl._create_default_https_context = ssl._create_unverified_context
