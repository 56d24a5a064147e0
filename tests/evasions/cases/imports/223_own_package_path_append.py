#: channel = imports
#: reaches = engine
#: layer = check
#: note = the same by a method call on the implicit name

from workspace.extra import secrets


async def run(context):
    return secrets.TOKEN
#: file = workspace/extra/__init__.py
__path__.append(__file__.split("workspace")[0] + "engine/shared")
