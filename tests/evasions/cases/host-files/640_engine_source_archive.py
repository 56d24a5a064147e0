#: channel = host-files
#: reaches = engine
#: layer = both
#: note = an archive is made of the engine

import io
import shutil
import zipfile


async def run(context):
    name = shutil.make_archive(str(context.scratch / "x"), "zip", ".", "engine")
    return zipfile.ZipFile(io.BytesIO(open(name, "rb").read())).read("engine/shared/secrets.py")
