#: channel = dynamic-code
#: reaches = process
#: layer = check
#: note = copy.copy calls the function that __reduce__ names

import copy
import os


class Carrier:
    def __reduce_ex__(self, protocol):
        return os.system, ("id",)


async def run(context):
    return copy.copy(Carrier())
