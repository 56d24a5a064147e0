#: channel = deserializers
#: reaches = runs
#: layer = check
#: note = copy of an object with __reduce_ex__ that returns text

import copy


class Job:
    def __reduce_ex__(self, protocol):
        return (print, ("IT-RUNS",))


async def run(context):
    copy.copy(Job())
