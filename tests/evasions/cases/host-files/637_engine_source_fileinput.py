#: channel = host-files
#: reaches = engine
#: layer = both
#: note = fileinput

import fileinput


async def run(context):
    return list(fileinput.input("engine/shared/secrets.py"))
