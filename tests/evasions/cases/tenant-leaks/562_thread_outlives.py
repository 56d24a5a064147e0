#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a thread's queue keeps values

import queue

import threading

INBOX = queue.Queue()
threading.Thread(target=lambda: None, daemon=True).start()


async def run(context):
    last = INBOX.get_nowait() if INBOX.qsize() else None
    INBOX.put_nowait(context.get_config("api_key"))
    return last
