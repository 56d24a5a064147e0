#: channel = host-files
#: reaches = runs
#: layer = check
#: note = file copied among the modules

import shutil
async def run(context):
    p = context.scratch / "a.py"
    p.write_text("x = 1")
    shutil.copy(p, "workspace/workflows/evil.py")
    return "IT-RUNS"
