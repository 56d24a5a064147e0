#: channel = host-files
#: reaches = settings
#: layer = check
#: note = glob of the working directory

from pathlib import Path
async def run(context):
    return [p.read_text() for p in Path(".").glob("*.json")]
