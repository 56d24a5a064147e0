#: channel = host-files
#: reaches = settings
#: layer = check
#: note = with_name parts

from pathlib import Path
async def run(context):
    return Path("x.json").with_stem("local.settings").read_text()
