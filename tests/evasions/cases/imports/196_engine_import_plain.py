#: channel = imports
#: reaches = engine
#: layer = both
#: note = a plain import of an engine module

import engine.shared.secrets


async def run(context):
    return engine.shared.secrets.TOKEN
