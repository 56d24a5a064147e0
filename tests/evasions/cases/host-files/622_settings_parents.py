#: channel = host-files
#: reaches = settings
#: layer = both
#: note = pathlib's parents

from pathlib import Path


async def run(context):
    return (Path(__file__).resolve().parents[2] / "local.settings.json").read_text()
