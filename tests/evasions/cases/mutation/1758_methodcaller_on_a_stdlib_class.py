#: channel = mutation
#: reaches = runs
#: layer = check
#: note = methodcaller on a stdlib class

from operator import methodcaller
from collections.abc import Mapping
class Row: pass
async def run(context):
    methodcaller("register", Row)(Mapping)
    return "IT-RUNS" if isinstance(Row(), Mapping) else None
