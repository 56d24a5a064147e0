#: channel = host-files
#: reaches = engine
#: layer = both
#: note = an engine file is overwritten

from pathlib import Path


async def run(context):
    target = Path("engine/shared/secrets.py")
    old = target.read_text()
    target.write_text("TOKEN = 'mine'")
    return old
