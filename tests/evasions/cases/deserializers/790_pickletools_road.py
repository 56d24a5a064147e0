#: channel = deserializers
#: reaches = runs
#: layer = both
#: note = the multiprocessing connection unpickles

from multiprocessing.reduction import ForkingPickler


async def run(context):
    return f"IT-RUNS {ForkingPickler.loads}"
