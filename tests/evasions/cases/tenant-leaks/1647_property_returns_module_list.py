#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a property of another file's class gives a list of the module

from workspace.shared.h import K
async def run(context):
    K().rows.append(context.get_config("api_key"))
    return K().rows

#: file = workspace/shared/h.py
ROWS=[]
class K:
    @property
    def rows(self):
        return ROWS
