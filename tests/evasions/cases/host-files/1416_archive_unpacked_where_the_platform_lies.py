#: channel = host-files
#: reaches = runs
#: layer = check
#: note = archive unpacked over the working directory

import io
import zipfile
async def run(context):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w") as z:
        z.writestr("workspace/workflows/evil.py", "x = 1")
    zipfile.ZipFile(b).extractall()
    return "IT-RUNS"
