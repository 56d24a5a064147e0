#: channel = imports
#: reaches = engine
#: layer = check
#: note = an import statement binds __package__

from workspace.shared.names import place as __package__


def load():
    from . import secrets

    return secrets.TOKEN


async def run(context):
    return load()
#: file = workspace/shared/names.py
place = "engine.shared"
