#: channel = host-files
#: reaches = settings
#: layer = check
#: note = tarfile recursive

import tarfile
import io
async def run(context):
    b = io.BytesIO()
    with tarfile.open(fileobj=b, mode="w") as t:
        t.add(".")
    return b.getvalue()
