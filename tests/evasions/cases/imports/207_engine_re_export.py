#: channel = imports
#: reaches = engine
#: layer = both
#: note = a second workspace file imports the engine

from workspace.shared.keys import TOKEN


async def run(context):
    return TOKEN
#: file = workspace/shared/keys.py
from engine.shared.secrets import TOKEN
