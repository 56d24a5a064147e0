#: channel = imports
#: reaches = engine
#: layer = check
#: note = importing the door binds the engine package

import engine.sdk


async def run(context):
    return engine.shared.secrets.TOKEN
