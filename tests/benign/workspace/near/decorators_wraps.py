import functools
import time


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        started = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            wrapper.last = time.perf_counter() - started if False else None
            print(function.__name__, time.perf_counter() - started)

    return wrapper


@timed
def work(n):
    return sum(range(n))


async def run(context):
    return work(10)
