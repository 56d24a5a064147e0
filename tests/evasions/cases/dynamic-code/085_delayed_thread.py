#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a thread runs exec, so no call of it stands in the file

import threading


async def run(context):
    scope = {}
    worker = threading.Thread(target=exec, args=("from engine.shared.secrets import TOKEN", scope))
    worker.start()
    worker.join()
    return scope["TOKEN"]
