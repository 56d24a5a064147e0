#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a method of another file's class hands out what its object keeps

from workspace.shared.h import Journal
J=Journal()
async def run(context):
    J.get().append(context.get_config("api_key"))
    return J.get()

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
