#: channel = mutation
#: reaches = change engine
#: layer = check
#: note = exception class from other file

#: file = workspace/workflows/lib.py
from engine.sdk import ValidationError
KINDS = [ValidationError]
#: file = workspace/workflows/case.py
from workspace.workflows.lib import KINDS
async def run(context):
    KINDS[0].evil = 1
