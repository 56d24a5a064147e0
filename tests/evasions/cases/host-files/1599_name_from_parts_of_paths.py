#: channel = host-files
#: reaches = settings
#: layer = check
#: note = path rebuilt from parts

from pathlib import PurePath
async def run(context):
    p = PurePath("local.x")
    with open(p.stem + ".settings" + PurePath("x.json").suffix) as f:
        return f.read()
