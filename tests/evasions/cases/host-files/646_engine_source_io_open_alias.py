#: channel = host-files
#: reaches = engine
#: layer = both
#: note = io.open under another name

from io import open as load


async def run(context):
    return load("engine/shared/secrets.py").read()
