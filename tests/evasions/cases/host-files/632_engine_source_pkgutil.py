#: channel = host-files
#: reaches = engine
#: layer = both
#: note = pkgutil.get_data

import pkgutil


async def run(context):
    return pkgutil.get_data("engine.shared", "secrets.py")
