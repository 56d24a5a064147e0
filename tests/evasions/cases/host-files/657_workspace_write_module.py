#: channel = host-files
#: reaches = runs
#: layer = both
#: note = a new module is written into the workspace and imported

from pathlib import Path


async def run(context):
    Path(__file__).with_name("fresh.py").write_text("X = 'IT-' + 'RUNS'")
    from workspace.workflows import fresh

    return fresh.X
