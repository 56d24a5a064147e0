#: channel = computed-names
#: reaches = engine
#: layer = check
#: note = a function has a parameter of the same name as the one in a table of names

import os

WORD = f"__glo{os.sep[:0]}bals__"
TABLE = {"first": WORD}


def read(thing, WORD="name"):
    return getattr(thing, TABLE["first"])


async def run(context):
    return read(context.log)["_token"]
