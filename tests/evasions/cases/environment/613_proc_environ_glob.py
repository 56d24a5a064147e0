#: channel = environment
#: reaches = environment
#: layer = both
#: note = a glob pattern finds the file

import glob


async def run(context):
    (found,) = glob.glob("/[p]roc/self/[e]nviron")
    return open(found).read()
