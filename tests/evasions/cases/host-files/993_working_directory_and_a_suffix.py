#: channel = host-files
#: reaches = settings
#: layer = check
#: note = the working directory and a name put together

import os
from pathlib import Path
async def run(context):
    return (Path.cwd() / "local.settings").with_suffix(".settings.json").read_text()
