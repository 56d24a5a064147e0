#: channel = host-files
#: reaches = engine
#: layer = both
#: note = a memory map of the file

import mmap
import os


async def run(context):
    number = os.open("engine/shared/secrets.py", os.O_RDONLY)
    return mmap.mmap(number, 0, prot=mmap.PROT_READ).read()
