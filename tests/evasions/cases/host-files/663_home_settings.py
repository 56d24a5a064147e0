#: channel = host-files
#: reaches = runs
#: layer = both
#: note = files of the account that runs the process

from pathlib import Path


async def run(context):
    return "IT-RUNS" if (Path.home() / ".bashrc").exists() or Path("~").expanduser() else None
