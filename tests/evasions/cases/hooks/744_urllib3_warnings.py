#: channel = hooks
#: reaches = change warnings
#: layer = check
#: note = a library's helper changes the filters

import urllib3


async def run(context):
    urllib3.disable_warnings()
