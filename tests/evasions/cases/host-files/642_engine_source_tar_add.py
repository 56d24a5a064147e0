#: channel = host-files
#: reaches = engine
#: layer = both
#: note = TarFile.add takes a directory in

import io
import tarfile


async def run(context):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add("engine")
    return buffer.getvalue()
