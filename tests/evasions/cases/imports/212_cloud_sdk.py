#: channel = imports
#: reaches = runs
#: layer = both
#: note = a cloud SDK carries the platform's identity

from azure.core.credentials import AccessToken


async def run(context):
    return f"IT-RUNS {AccessToken.__name__}"
