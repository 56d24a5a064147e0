#: channel = mutation
#: reaches = change engine.shared.decorators.workflow()
#: layer = check
#: note = the defaults of a door function

from engine.sdk import workflow


async def run(context):
    workflow.__defaults__ = ("x", "y")
