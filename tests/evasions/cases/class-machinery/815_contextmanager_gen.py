#: channel = class-machinery
#: reaches = runs
#: layer = check
#: note = a context manager object keeps its generator public

from contextlib import contextmanager


@contextmanager
def work():
    yield 1


async def run(context):
    return f"IT-RUNS {work().gen.gi_frame}"
