#: channel = mutation
#: reaches = change engine.shared.decorators.workflow()
#: layer = check
#: note = an attribute on a door function carries data to the next run

from engine.sdk import workflow


async def run(context):
    workflow.last = context.get_config("api_key")
