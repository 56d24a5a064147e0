#: channel = host-files
#: reaches = engine
#: layer = both
#: note = ZipFile.write takes a file in

import io
import zipfile


async def run(context):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.write("engine/shared/secrets.py", "x")
        return archive.read("x") if False else buffer.getvalue()
