#: channel = hooks
#: reaches = runs
#: layer = check
#: note = everyone's default executor

import asyncio
from concurrent.futures import ThreadPoolExecutor


async def run(context):
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    return "IT-RUNS"
