#: channel = processes
#: reaches = process
#: layer = both
#: note = venv runs an interpreter

import venv


async def run(context):
    venv.create(str(context.scratch / "x"), with_pip=True)
