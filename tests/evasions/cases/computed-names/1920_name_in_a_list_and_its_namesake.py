#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a function has a harmless variable of the same name as the one in a list of names

import os

WORD = f"__glo{os.sep[:0]}bals__"
NAMES = ("__doc__", WORD)


async def run(context):
    WORD = "name"
    return [getattr(context.log, name) for name in NAMES][len(WORD) - 3]["_token"]
