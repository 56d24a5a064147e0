import asyncio
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Lock


def work(n):
    return n * n


async def run(context):
    lock = Lock()
    done = []
    with ThreadPoolExecutor(max_workers=4) as pool:
        futures = [pool.submit(work, n) for n in range(4)]
        for future in as_completed(futures):
            with lock:
                done.append(future.result())
    return sorted(done), await asyncio.to_thread(work, 3)
