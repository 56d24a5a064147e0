#: channel = host-files
#: reaches = runs
#: layer = both
#: note = sqlite3 attaches a file of the host

import sqlite3


async def run(context):
    base = sqlite3.connect(":memory:")
    base.execute("ATTACH DATABASE '" + __file__.split("workspace")[0] + "engine/x.db' AS other")
    base.execute("CREATE TABLE other.t (x)")
    base.commit()
    return "IT-RUNS"
