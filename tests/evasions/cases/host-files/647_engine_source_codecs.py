#: channel = host-files
#: reaches = engine
#: layer = both
#: note = codecs.open

import codecs


async def run(context):
    return codecs.open("engine/shared/secrets.py", encoding="utf-8").read()
