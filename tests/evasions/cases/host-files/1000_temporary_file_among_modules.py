#: channel = host-files
#: reaches = runs
#: layer = check
#: note = a temporary file among the modules

import tempfile
async def run(context):
    f = tempfile.NamedTemporaryFile(dir="workspace/workflows", suffix=".py", delete=False)
    return f"IT-RUNS {f.name}"
