#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = the name is decoded by a text codec

import codecs


async def run(context):
    return getattr(context.log, codecs.decode("__tybonyf__", "rot13"))["_token"]
