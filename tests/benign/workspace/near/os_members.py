import os
import os.path
from os import path


async def run(context):
    name = os.path.join("reports", "2024", "x.csv")
    base, extension = os.path.splitext(path.basename(name))
    return os.fspath(base), extension, os.linesep, os.sep, os.getpid() > 0, os.cpu_count()
