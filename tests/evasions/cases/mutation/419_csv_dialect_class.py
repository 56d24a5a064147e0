#: channel = mutation
#: reaches = change csv.excel
#: layer = check
#: note = the delimiter of the shared dialect class

import csv


async def run(context):
    csv.excel.delimiter = ";"
