#: channel = hooks
#: reaches = change loop
#: layer = check
#: note = the event loop policy

import asyncio


class Policy(asyncio.DefaultEventLoopPolicy):
    pass


async def run(context):
    asyncio.set_event_loop_policy(Policy())
