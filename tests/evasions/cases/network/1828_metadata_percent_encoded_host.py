#: channel = network
#: reaches = connect
#: layer = check
#: note = metadata percent encoded host

import requests
async def run(context):
    return requests.get("http://%31%36%39.254.169.254/", timeout=1)
