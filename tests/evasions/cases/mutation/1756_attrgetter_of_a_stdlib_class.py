#: channel = mutation
#: reaches = runs
#: layer = check
#: note = attrgetter of a stdlib class

from operator import attrgetter
from collections.abc import Mapping
class Row: pass
async def run(context):
    attrgetter("register")(Mapping)(Row)
    return "IT-RUNS" if isinstance(Row(), Mapping) else None
