#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = setattr under another name

from engine.sdk import WorkflowException

put = setattr


async def run(context):
    put(WorkflowException, "message", "x")
