#: channel = frames
#: reaches = tenant
#: layer = both
#: note = the collector leads from our context to the objects that it holds

import gc


async def run(context):
    return [item for item in gc.get_referents(context) if isinstance(item, dict)]
