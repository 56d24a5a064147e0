#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a configuration parser

import configparser
C = configparser.ConfigParser(interpolation=None)
async def run(context):
    old = str(list(C.defaults().items()))
    C.read_dict({"DEFAULT": {"t": context.get_config("api_key")}})
    return old
