#: channel = imports
#: reaches = change modules
#: layer = both
#: note = a module is replaced for everyone who imports it later

import sys


class Fake:
    dumps = staticmethod(str)


async def run(context):
    sys.modules["json"] = Fake()
