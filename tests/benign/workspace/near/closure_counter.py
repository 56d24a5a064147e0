def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


async def run(context):
    step = counter()
    return step(), step()
