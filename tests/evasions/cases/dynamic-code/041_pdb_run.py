#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = bdb's run executes text

import bdb


async def run(context):
    bdb.Bdb().runeval("print(__import__('engine.shared.secrets').shared.secrets.TOKEN)")
