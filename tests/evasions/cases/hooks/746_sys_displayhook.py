#: channel = hooks
#: reaches = change hooks
#: layer = check
#: note = a hook of the interpreter

import sys


async def run(context):
    sys.unraisablehook = print
