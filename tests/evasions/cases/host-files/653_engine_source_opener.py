#: channel = host-files
#: reaches = engine
#: layer = both
#: note = an opener decides what is opened

import os


def opener(path, flags):
    return os.open("engine/shared/secrets.py", flags)


async def run(context):
    return open("notes.txt", opener=opener).read()
