"""Retry helpers, sync and async, with jitter."""

import asyncio
import functools
import inspect
import logging
import random
import time

log = logging.getLogger(__name__)


class RetryError(Exception):
    """Raised when every attempt failed; `__cause__` is the last error."""


def backoff(base=0.5, factor=2.0, cap=30.0):
    delay = base
    while True:
        yield random.uniform(0, min(delay, cap))
        delay *= factor


def retry(exceptions=(Exception,), tries=4, **options):
    """Works on functions and coroutine functions."""

    def decorate(func):
        if inspect.iscoroutinefunction(func):

            @functools.wraps(func)
            async def wrapper(*args, **kwargs):
                last = None
                for number, pause in zip(range(tries), backoff(**options)):
                    try:
                        return await func(*args, **kwargs)
                    except exceptions as error:
                        last = error
                        log.warning(
                            "%s failed (%d/%d): %s", func.__qualname__, number + 1, tries, error
                        )
                        await asyncio.sleep(pause)
                raise RetryError(f"{func.__name__} failed {tries} times") from last
        else:

            @functools.wraps(func)
            def wrapper(*args, **kwargs):
                last = None
                for number, pause in zip(range(tries), backoff(**options)):
                    try:
                        return func(*args, **kwargs)
                    except exceptions as error:
                        last = error
                        log.debug("attempt %d", number, exc_info=True)
                        time.sleep(pause)
                raise RetryError("%s failed %d times" % (func.__name__, tries)) from last

        return wrapper

    if callable(exceptions) and not isinstance(exceptions, type):
        func, exceptions = exceptions, (Exception,)
        return decorate(func)
    return decorate


class CircuitBreaker:
    def __init__(self, threshold: int = 5, reset: float = 60.0, clock=time.monotonic):
        self.threshold = threshold
        self.reset = reset
        self._clock = clock
        self._failures = 0
        self._opened = None

    def __enter__(self):
        if self._opened is not None and self._clock() - self._opened < self.reset:
            raise RetryError("circuit is open")
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self._failures, self._opened = 0, None
        else:
            self._failures += 1
            if self._failures >= self.threshold:
                self._opened = self._clock()
        return False
