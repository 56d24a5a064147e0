#: channel = imports
#: reaches = engine
#: layer = check
#: note = a door module bound by import ... as

import engine.shared.context as context_module


async def run(context):
    return context_module.secrets.TOKEN
