#: channel = hooks
#: reaches = change codecs
#: layer = check
#: note = a codec for the whole process

import codecs


async def run(context):
    codecs.register(lambda name: codecs.lookup("utf-8") if name == "x_mine" else None)
