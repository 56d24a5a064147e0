#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the class of another file keeps things, and a subclass of it lives here

from workspace.shared.h import Journal
class K(Journal):
    pass
J=K()
async def run(context):
    J.note(context.get_config("api_key"))
    return J.lines

#: file = workspace/shared/h.py
class Journal:
    def __init__(self):
        self.lines = []
        self.last = None
    def note(self, x):
        self.lines.append(x)
    def set_last(self, x):
        self.last = x
    def get(self):
        return self.lines
