#: channel = processes
#: reaches = process
#: layer = both
#: note = pip installs a package into the process's environment

import ensurepip


async def run(context):
    ensurepip._run_pip(["--version"]) if hasattr(ensurepip, "_run_pip") else ensurepip.bootstrap()
