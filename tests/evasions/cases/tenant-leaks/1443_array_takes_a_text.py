#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = array

import array
A = array.array("u")
async def run(context):
    old = A.tounicode()
    A.fromunicode(context.get_config("api_key"))
    return old
