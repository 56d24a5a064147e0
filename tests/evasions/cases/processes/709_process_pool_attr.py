#: channel = processes
#: reaches = process
#: layer = check
#: note = the executor by its module's attribute

import concurrent.futures as futures


async def run(context):
    return list(futures.ProcessPoolExecutor(1).map(len, ["x"]))
