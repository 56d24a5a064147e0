#: channel = processes
#: reaches = process
#: layer = both
#: note = ctypes.util asks a program for libraries

from ctypes.util import find_library


async def run(context):
    return find_library("nothing-like-it")
