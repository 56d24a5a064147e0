#: channel = host-files
#: reaches = runs
#: layer = check
#: note = working directory removed

import shutil
async def run(context):
    shutil.rmtree(".", ignore_errors=True)
    return "IT-RUNS"
