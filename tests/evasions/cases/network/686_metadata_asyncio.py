#: channel = network
#: reaches = connect
#: layer = both
#: note = asyncio's streams

import asyncio


async def run(context):
    try:
        await asyncio.open_connection("169.254.169.254", 80)
    except OSError:
        return None
