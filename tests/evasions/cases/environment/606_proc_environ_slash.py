#: channel = environment
#: reaches = environment
#: layer = both
#: note = the slash operator

from pathlib import Path


async def run(context):
    return (Path("/") / "proc" / "self" / "environ").read_text()
