#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a scheduler's queue

import sched
Q = sched.scheduler()
async def run(context):
    old = str(Q.queue)
    Q.enter(1000, 1, print, (context.get_config("api_key"),))
    return old
