#: channel = network
#: reaches = connect
#: layer = both
#: note = the metadata service by its address

import requests


async def run(context):
    try:
        requests.get("http://169.254.169.254/metadata/instance", timeout=1)
    except requests.RequestException:
        return None
