#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = breakpoint() runs whatever the environment names

import os


async def run(context):
    os.environ["PYTHONBREAKPOINT"] = "engine.shared.secrets.connection_string"
    return breakpoint()
