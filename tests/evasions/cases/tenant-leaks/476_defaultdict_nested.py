#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a defaultdict of lists

from collections import defaultdict

ROWS = defaultdict(list)


async def run(context):
    ROWS["keys"].append(context.get_config("api_key"))
    return dict(ROWS)
