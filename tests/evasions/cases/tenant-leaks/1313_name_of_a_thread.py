#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = the thread's name

import threading
async def run(context):
    old = threading.current_thread().name
    threading.current_thread().name = context.get_config("api_key")
    return old
