#: channel = host-files
#: reaches = runs
#: layer = check
#: note = module written beside

from pathlib import Path
async def run(context):
    Path("workspace", "workflows", "evil2.py").write_text("x = 1")
    return "IT-RUNS"
