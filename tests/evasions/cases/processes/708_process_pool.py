#: channel = processes
#: reaches = process
#: layer = check
#: note = an executor of processes

from concurrent.futures import ProcessPoolExecutor


async def run(context):
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(len, "x").result()
