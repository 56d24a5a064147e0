#: channel = imports
#: reaches = engine
#: layer = check
#: note = a package's __path__ is pointed at the engine's directory

import workspace.workflows


async def run(context):
    workspace.workflows.__path__.append(__file__.split("workspace")[0] + "engine/shared")
    from workspace.workflows import secrets

    return secrets.TOKEN
