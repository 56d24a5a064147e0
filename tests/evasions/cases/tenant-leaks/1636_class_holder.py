#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a class of another file keeps the list that it gets

from workspace.shared.h import P
ROWS=[]
async def run(context):
    P(ROWS).rows.append(context.get_config("api_key"))
    return ROWS

#: file = workspace/shared/h.py
class P:
    def __init__(self, rows):
        self.rows = rows
