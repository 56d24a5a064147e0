#: channel = format-templates
#: reaches = engine
#: layer = both
#: note = a subclass of Formatter

import string


class Mail(string.Formatter):
    pass


async def run(context):
    return Mail().vformat("{c.log.__globals__[_token]}", (), {"c": context})
