#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = LoggerAdapter-like text helper formats its arguments

import logging

logger = logging.getLogger(__name__)


class Lazy:
    def __init__(self, text, *arguments):
        self.text, self.arguments = text, arguments

    def __str__(self):
        return self.text.format(*self.arguments)


async def run(context):
    return str(Lazy("{0.log.__" + "globals__[_token]}", context))
