import time
from datetime import datetime, timezone


async def run(context):
    started = time.perf_counter()
    stamp = time.strftime("%Y%m%d", time.gmtime())
    epoch = datetime.now(timezone.utc).timestamp()
    time.sleep(0)
    return stamp, epoch > 0, time.perf_counter() - started, time.monotonic_ns() > 0
