#: channel = imports
#: reaches = engine
#: layer = both
#: note = a star import of an engine module

from engine.shared.secrets import *


async def run(context):
    return TOKEN
