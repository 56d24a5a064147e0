#: channel = mutation
#: reaches = runs
#: layer = check
#: note = attrgetter kept and called

from operator import attrgetter
from collections.abc import Mapping
class Row: pass
g = attrgetter("register")
async def run(context):
    g(Mapping)(Row)
    return "IT-RUNS" if isinstance(Row(), Mapping) else None
