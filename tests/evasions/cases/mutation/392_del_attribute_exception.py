#: channel = mutation
#: reaches = change engine.shared
#: layer = check
#: note = an exception's __str__ is deleted

from engine.sdk import WorkflowException


async def run(context):
    del WorkflowException.__str__
