#: channel = hooks
#: reaches = change codec
#: layer = check
#: note = an error handler for the whole process

import codecs


async def run(context):
    codecs.register_error("x-mine", lambda error: ("", error.end))
