#: channel = processes
#: reaches = runs
#: layer = both
#: note = ctypes loads the C library

import ctypes


async def run(context):
    return "IT-RUNS" if ctypes.CDLL(None).getpid() else None
