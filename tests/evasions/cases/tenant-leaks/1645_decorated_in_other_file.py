#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a function of another file was called once

from workspace.shared.h import rows
async def run(context):
    rows().append(context.get_config("api_key"))
    return rows()

#: file = workspace/shared/h.py
def once(f):
    found = f()
    def give():
        return found
    return give
@once
def rows():
    return []
