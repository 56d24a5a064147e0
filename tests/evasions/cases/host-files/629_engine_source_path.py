#: channel = host-files
#: reaches = engine
#: layer = both
#: note = pathlib and a constant

from pathlib import Path


async def run(context):
    return Path("engine", "shared", "secrets.py").read_text()
