#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = functools.reduce calls __import__ with the accumulated name

from functools import reduce


async def run(context):
    load = reduce(lambda make, name: make(name), ["engine.shared.secrets"], __import__)
    return load.shared.secrets.TOKEN
