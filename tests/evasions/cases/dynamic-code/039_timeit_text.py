#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = timeit runs text

import timeit


async def run(context):
    timeit.timeit("from engine.shared.secrets import TOKEN; print(TOKEN)", number=1)
