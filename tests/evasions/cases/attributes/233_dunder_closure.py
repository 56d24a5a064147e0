#: channel = attributes
#: reaches = engine
#: layer = check
#: note = the closure of a decorated function leads to engine functions

from engine.sdk import workflow


async def run(context):
    return workflow(name="x").__globals__["TOKEN"]
