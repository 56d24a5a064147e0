#: channel = host-files
#: reaches = settings
#: layer = check
#: note = the path of the file climbs after it came out of a loop

from operator import getitem
from pathlib import Path


async def run(context):
    for place in (Path(__file__),):
        root = getitem(place.parents, 2)
    return [p.read_text() for p in root.glob("*.json")]
