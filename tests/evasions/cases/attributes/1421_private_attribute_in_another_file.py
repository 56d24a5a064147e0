#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = a helper of another file

from workspace.shared.look import peek
async def run(context):
    return peek(context)
#: file = workspace/shared/look.py
def peek(x):
    return x._clients
