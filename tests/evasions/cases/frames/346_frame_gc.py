#: channel = frames
#: reaches = engine
#: layer = both
#: note = the garbage collector lists every object

import gc


async def run(context):
    for item in gc.get_objects():
        if isinstance(item, dict) and "_STATES" in item:
            return item["_token"]
