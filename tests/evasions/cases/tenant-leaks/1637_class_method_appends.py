#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a class of another file fills the list that it gets

from workspace.shared.h import P
ROWS=[]
async def run(context):
    P(ROWS).add(context.get_config("api_key"))
    return ROWS

#: file = workspace/shared/h.py
class P:
    def __init__(self, rows):
        self.rows = rows
    def add(self, x):
        self.rows.append(x)
