#: channel = host-files
#: reaches = settings
#: layer = check
#: note = a function of another file hands back a part of a name

from workspace.shared.h import ident
async def run(context):
    return open(ident('local.')+'settings.json').read()

#: file = workspace/shared/h.py
def ident(x):
    return x
