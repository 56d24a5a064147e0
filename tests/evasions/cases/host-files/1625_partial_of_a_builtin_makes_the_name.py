#: channel = host-files
#: reaches = settings
#: layer = check
#: note = the name is made by a partial and by a method that were kept for later

from functools import partial


async def run(context):
    make = partial(bytes, "local.sett", "ascii")
    join = b"".join
    with open(join([make(), b"ings.json"])) as f:
        return f.read()
