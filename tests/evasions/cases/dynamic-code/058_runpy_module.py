#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = runpy runs a module and returns its namespace

import runpy


async def run(context):
    return runpy.run_module("engine.shared.secrets")["TOKEN"]
