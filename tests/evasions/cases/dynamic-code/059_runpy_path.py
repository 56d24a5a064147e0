#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = runpy runs a file by path

from runpy import run_path as read


async def run(context):
    return read(__file__.split("workspace")[0] + "engine/shared/secrets.py")["TOKEN"]
