#: channel = host-files
#: reaches = runs
#: layer = check
#: note = archive unpacked over the working directory

import shutil
import io
import zipfile
async def run(context):
    p = context.scratch / "a.zip"
    with zipfile.ZipFile(p, "w") as z:
        z.writestr("workspace/workflows/evil.py", "x = 1")
    shutil.unpack_archive(p)
    return "IT-RUNS"
