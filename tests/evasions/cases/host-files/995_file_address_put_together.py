#: channel = host-files
#: reaches = settings
#: layer = check
#: note = urllib file url put together

import urllib.request
import os
async def run(context):
    return urllib.request.urlopen("fi" + "le://" + os.getcwd() + "/local.settings" + ".json").read()
