from functools import partial, reduce

import httpx

get = partial(httpx.get, timeout=10, follow_redirects=True)
to_int = partial(int, base=16)


async def run(context):
    total = reduce(lambda a, b: a + b, [1, 2, 3], 0)
    return total, to_int("ff"), callable(get)
