#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a csv writer over a module-level buffer

import csv
import io

BUFFER = io.StringIO()
OUT = csv.writer(BUFFER)


async def run(context):
    OUT.writerow([context.get_config("api_key")])
    return BUFFER.getvalue()
