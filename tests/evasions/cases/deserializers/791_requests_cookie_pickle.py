#: channel = deserializers
#: reaches = engine
#: layer = both
#: note = dbm and shelve share the road

import dbm
import shelve


async def run(context):
    name = str(context.scratch / "x")
    with dbm.open(name, "c") as base:
        base["k"] = b"cengine.shared.secrets\nconnection_string\n(tR."
    return shelve.open(name)["k"]
