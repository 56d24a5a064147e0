#: channel = host-files
#: reaches = settings
#: layer = both
#: note = a glob over json files of the root

from pathlib import Path


async def run(context):
    root = Path(__file__).parents[2]
    return [p.read_text() for p in root.glob("*.json")]
