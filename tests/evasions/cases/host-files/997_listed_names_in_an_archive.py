#: channel = host-files
#: reaches = settings
#: layer = check
#: note = zipfile write by name var

import zipfile
import io
import os
async def run(context):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w") as z:
        for n in os.listdir():
            z.write(n)
    return b.getvalue()
