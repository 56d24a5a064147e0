#: channel = hooks
#: reaches = change locale
#: layer = check
#: note = the locale of the process

import locale


async def run(context):
    locale.setlocale(locale.LC_CTYPE, "C")
    locale.setlocale(locale.LC_ALL, "C.UTF-8")
