#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a zip file in memory of the module

import io
import zipfile
Z = zipfile.ZipFile(io.BytesIO(), "w")
async def run(context):
    old = Z.namelist()
    Z.writestr(context.get_config("api_key"), "x")
    return old
