from contextlib import ContextDecorator, ExitStack, contextmanager, closing, nullcontext
from functools import partial, reduce, wraps
from operator import add, attrgetter, itemgetter, methodcaller, mul
import time
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed


class timed(ContextDecorator):
    def __init__(self, label, sink=None):
        self.label, self.sink = label, sink if sink is not None else {}

    def __enter__(self):
        self.start = time.perf_counter()
        return self

    def __exit__(self, *exc):
        self.sink[self.label] = time.perf_counter() - self.start
        return False


def compose(*functions):
    return reduce(lambda f, g: lambda x: g(f(x)), functions, lambda x: x)


clean = compose(methodcaller("strip"), methodcaller("replace", "\u00a0", " "), str.lower)
first = compose(itemgetter("items"), itemgetter(0), attrgetter("name.first"))
double = partial(mul, 2)


@contextmanager
def step(context, name):
    context.log("info", f"{name}: start")
    try:
        yield partial(context.set_variable, name)
    except Exception as error:
        context.log("error", f"{name}: {error!r}")
        raise
    else:
        context.log("info", f"{name}: done")


def threaded(function, items, workers=4):
    lock = threading.Lock()
    done = []
    with ThreadPoolExecutor(max_workers=workers) as pool, ExitStack() as stack:
        futures = {pool.submit(function, item): item for item in items}
        for future in as_completed(futures):
            stack.callback(futures.get, future)
            with lock:
                done.append((futures[future], future.result()))
    return done


def logged(level="info"):
    def wrap(function):
        @wraps(function)
        async def inner(context, *args, **kwargs):
            context.log(
                level, f"{function.__module__}.{function.__qualname__}", {"args": len(args)}
            )
            return await function(context, *args, **kwargs)

        inner.level = level
        return inner

    return wrap


@logged("debug")
async def noop(context):
    with nullcontext(), timed("noop"):
        return reduce(add, [1, 2, 3], 0)
