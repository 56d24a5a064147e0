#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = csv writes rows with a shared list's append as its file

import csv
from urllib.parse import uses_relative


class Out:
    write = uses_relative.append


async def run(context):
    csv.writer(Out).writerow(["evil"])
