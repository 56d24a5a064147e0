LIMIT = 10


def limit():
    global LIMIT
    return LIMIT


async def run(context):
    return limit()
