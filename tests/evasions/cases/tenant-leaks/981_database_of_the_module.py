#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a database at module level

import sqlite3
DB = sqlite3.connect(":memory:", check_same_thread=False)
DB.execute("create table t(x)")
async def run(context):
    rows = DB.execute("select * from t").fetchall()
    DB.execute("insert into t values (?)", (context.get_config("api_key"),))
    return rows
