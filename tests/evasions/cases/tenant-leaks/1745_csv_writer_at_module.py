#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = csv writer at module

import csv, io
B = io.StringIO()
async def run(context):
    old = B.getvalue()
    csv.writer(B).writerow([context.get_config("api_key")])
    return old
