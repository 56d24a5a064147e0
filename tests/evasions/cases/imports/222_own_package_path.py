#: channel = imports
#: reaches = engine
#: layer = check
#: note = a package's __init__ sets its own __path__

from workspace.extra import secrets


async def run(context):
    return secrets.TOKEN
#: file = workspace/extra/__init__.py
__path__ = [__file__.split("workspace")[0] + "engine/shared"]
