#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a shared in-memory database

import sqlite3
KEEP = sqlite3.connect("file:x?mode=memory&cache=shared", uri=True)
async def run(context):
    c = sqlite3.connect("file:x?mode=memory&cache=shared", uri=True)
    c.execute("create table if not exists t(x)")
    rows = c.execute("select * from t").fetchall()
    c.execute("insert into t values (?)", (context.get_config("api_key"),))
    c.commit()
    return rows
