#: channel = host-files
#: reaches = engine
#: layer = check
#: note = walk the tree

import os
async def run(context):
    out = []
    for root, dirs, files in os.walk(os.getcwd()):
        for name in files:
            if name.endswith(".py"):
                with open(os.path.join(root, name)) as f:
                    out.append(f.read())
    return out
