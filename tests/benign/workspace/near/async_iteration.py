class Pager:
    def __init__(self, total):
        self.total = total
        self.at = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.at >= self.total:
            raise StopAsyncIteration
        self.at += 1
        return self.at


async def numbers():
    for n in range(3):
        yield n


async def run(context):
    return [n async for n in Pager(3) if n % 2], {n: n async for n in numbers()}
