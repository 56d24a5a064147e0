def pages(total, size=10):
    sent = yield "start"
    for start in range(0, total, size):
        sent = yield range(start, min(start + size, total))
        if sent == "stop":
            return "stopped"
    return "done"


def all_pages(total):
    result = yield from pages(total)
    return result


async def run(context):
    stream = all_pages(25)
    next(stream)
    got = [len(stream.send(None)), len(stream.send("x"))]
    stream.close()
    return got
