#: channel = attributes
#: reaches = engine
#: layer = check
#: note = the globals of a decorator of the door

from engine.sdk import workflow


async def run(context):
    return workflow.__globals__["_token"]
