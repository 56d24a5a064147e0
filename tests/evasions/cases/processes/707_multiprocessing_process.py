#: channel = processes
#: reaches = process
#: layer = both
#: note = multiprocessing

import multiprocessing


async def run(context):
    worker = multiprocessing.get_context("fork").Process(target=print)
    worker.start()
