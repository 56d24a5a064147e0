#: channel = host-files
#: reaches = settings
#: layer = check
#: note = a list of names

import configparser
import json
async def run(context):
    names = ["local", "settings", "json"]
    with open("{0}.{1}.{2}".format(*names)) as f:
        return json.load(f)
