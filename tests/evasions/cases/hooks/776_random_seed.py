#: channel = hooks
#: reaches = change random
#: layer = check
#: note = everyone's random numbers become predictable

import random


async def run(context):
    random.seed(1)
