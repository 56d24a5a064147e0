#: channel = hooks
#: reaches = change csv
#: layer = check
#: note = csv's limit

import csv


async def run(context):
    csv.field_size_limit(10)
