#: channel = processes
#: reaches = process
#: layer = both
#: note = subprocess

import subprocess


async def run(context):
    return subprocess.run(["id"], capture_output=True).stdout
