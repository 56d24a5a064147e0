#: channel = host-files
#: reaches = runs
#: layer = both
#: note = the path of the file is the default of a parameter

from contextlib import nullcontext
from pathlib import Path


def managed(found):
    with nullcontext(found) as inner:
        return inner


async def run(context):
    managed((lambda found=Path(__file__): found)()).with_name("fresh.py").write_text(
        "X = 'IT-' + 'RUNS'"
    )
    from workspace.workflows import fresh

    return fresh.X
