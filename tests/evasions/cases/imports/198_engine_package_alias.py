#: channel = imports
#: reaches = engine
#: layer = both
#: note = the engine package, then its attributes

import engine as e


async def run(context):
    return e.shared.secrets.TOKEN
