#: channel = network
#: reaches = runs
#: layer = check
#: note = TLS keys are written to a file

import ssl


async def run(context):
    settings = ssl.create_default_context()
    settings.keylog_filename = str(context.scratch / "keys.txt")
    return "IT-RUNS"
