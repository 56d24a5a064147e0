#: channel = host-files
#: reaches = settings
#: layer = check
#: note = a method of a path is handed out by a lambda and called elsewhere

from pathlib import Path


async def run(context):
    rename = (lambda: Path("x.json").with_stem)()
    return rename("local.settings").read_text()
