#: channel = hooks
#: reaches = change csv
#: layer = check
#: note = a dialect for everyone

import csv


async def run(context):
    csv.register_dialect("excel-de", delimiter=";")
