#: channel = host-files
#: reaches = settings
#: layer = check
#: note = a function of another file makes a part of a name

from workspace.shared.h import name
async def run(context):
    return open(name()+'settings.json').read()

#: file = workspace/shared/h.py
def name():
    return 'local.'
