#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a database file with a fixed name

import sqlite3
async def run(context):
    c = sqlite3.connect("state-q3.db")
    c.execute("create table if not exists t (x)")
    old = c.execute("select * from t").fetchall()
    c.execute("insert into t values (?)", (context.get_config("api_key"),))
    c.commit()
    return old
