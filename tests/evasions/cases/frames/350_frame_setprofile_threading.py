#: channel = frames
#: reaches = change hooks
#: layer = both
#: note = threading installs a profile function for new threads

import threading


async def run(context):
    threading.setprofile(lambda *_: None)
