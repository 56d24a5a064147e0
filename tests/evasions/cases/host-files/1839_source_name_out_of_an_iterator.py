#: channel = host-files
#: reaches = engine
#: layer = both
#: note = the template of the name comes out of an iterator

import tokenize


async def run(context):
    with tokenize.open(next(iter(["{}{}"])).format("engine/shared/s", "ecrets.py")) as source:
        return source.read()
