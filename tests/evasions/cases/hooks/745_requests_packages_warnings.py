#: channel = hooks
#: reaches = change warnings
#: layer = check
#: note = the same through requests

import requests


async def run(context):
    requests.packages.urllib3.disable_warnings()
