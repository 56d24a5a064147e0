#: channel = frames
#: reaches = change hooks
#: layer = both
#: note = threading's exception hook

import threading


def hook(arguments):
    return None


async def run(context):
    threading.excepthook = hook
