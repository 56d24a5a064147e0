#: channel = host-files
#: reaches = settings
#: layer = both
#: note = urlopen reads a file URL

from pathlib import Path
from urllib.request import urlopen


async def run(context):
    here = Path(__file__).parent.parent.parent
    return urlopen(here.as_uri() + "/local.settings.json").read()
