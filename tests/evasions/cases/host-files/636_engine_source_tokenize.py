#: channel = host-files
#: reaches = engine
#: layer = both
#: note = tokenize.open

import tokenize


async def run(context):
    with tokenize.open("engine/shared/secrets.py") as source:
        return source.read()
