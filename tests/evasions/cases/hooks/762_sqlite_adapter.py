#: channel = hooks
#: reaches = change sqlite
#: layer = check
#: note = how every value is stored

import sqlite3


async def run(context):
    sqlite3.register_adapter(complex, str)
