#: channel = imports
#: reaches = engine
#: layer = both
#: note = the search path is changed so that a bare name finds an engine file

import sys


async def run(context):
    sys.path.insert(0, __file__.split("workspace")[0] + "engine/shared")
    sys.modules.pop("secrets", None)
    import secrets

    return secrets.TOKEN
