#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a decorator of another file calls the function once

from workspace.shared.h import once
@once
def rows():
    return []
async def run(context):
    rows().append(context.get_config("api_key"))
    return rows()

#: file = workspace/shared/h.py
def once(f):
    found = f()
    def give():
        return found
    return give
