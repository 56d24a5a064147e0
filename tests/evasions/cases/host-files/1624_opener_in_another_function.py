#: channel = host-files
#: reaches = settings
#: layer = check
#: note = a helper calls what it is given with a list of what it is given

import shutil


def applied(function, values):
    return function(*values)


async def run(context):
    p = context.scratch / "l"
    applied(shutil.copyfile, ["local." + "settings.json", p])
    return p.read_text()
