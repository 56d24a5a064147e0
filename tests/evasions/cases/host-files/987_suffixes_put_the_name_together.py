#: channel = host-files
#: reaches = settings
#: layer = check
#: note = with_suffix puts name together

from pathlib import Path
async def run(context):
    return Path("local").with_suffix(".settings").with_suffix(".settings.json").read_text()
