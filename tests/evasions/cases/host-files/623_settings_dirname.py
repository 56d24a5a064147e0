#: channel = host-files
#: reaches = settings
#: layer = both
#: note = three times dirname

import os.path

HERE = os.path.dirname(os.path.abspath(__file__))


async def run(context):
    root = os.path.dirname(os.path.dirname(HERE))
    return open(os.path.join(root, "local" + ".settings" + ".json")).read()
