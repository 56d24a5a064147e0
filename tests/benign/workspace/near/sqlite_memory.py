import sqlite3
from contextlib import closing


async def run(context):
    with closing(sqlite3.connect(":memory:")) as base:
        base.row_factory = sqlite3.Row
        base.execute("CREATE TABLE t (a, b)")
        base.executemany("INSERT INTO t VALUES (?, ?)", [(1, 2), (3, 4)])
        base.commit()
        return [dict(row) for row in base.execute("SELECT a, sum(b) AS s FROM t GROUP BY a")]
