#: channel = environment
#: reaches = environment
#: layer = both
#: note = pathlib's spelling

from pathlib import Path


async def run(context):
    return Path("/proc", "self", "environ").read_bytes()
