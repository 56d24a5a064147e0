#: channel = deserializers
#: reaches = engine
#: layer = both
#: note = the pickle module's C half

from _pickle import loads


async def run(context):
    return loads(b"cengine.shared.secrets\nconnection_string\n(tR.")
