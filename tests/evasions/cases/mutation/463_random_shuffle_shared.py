#: channel = mutation
#: reaches = change urllib.parse
#: layer = check
#: note = random.shuffle reorders a shared list

import random
from urllib.parse import uses_netloc


async def run(context):
    random.shuffle(uses_netloc)
