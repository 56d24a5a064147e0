#: channel = host-files
#: reaches = engine
#: layer = both
#: note = the package's name is computed

import importlib.resources as resources


async def run(context):
    return (resources.files("en" + "gine") / "shared" / "secrets.py").read_text()
