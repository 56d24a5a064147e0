#: channel = host-files
#: reaches = settings
#: layer = check
#: note = every file of the working directory

from pathlib import Path
async def run(context):
    return [p.read_text() for p in Path().iterdir() if p.is_file()]
