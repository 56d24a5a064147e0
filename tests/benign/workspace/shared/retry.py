"""Retries for calls to services that are sometimes busy."""

from __future__ import annotations

import asyncio
import functools
import logging
import random
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)


def retried(
    attempts: int = 3, *, on: tuple[type[Exception], ...] = (OSError,), base: float = 0.5
) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Call again after a failure of one of the classes in ``on``."""

    def decorate(function: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        @functools.wraps(function)
        async def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            for attempt in range(1, attempts + 1):
                try:
                    return await function(*args, **kwargs)
                except on as error:
                    if attempt == attempts:
                        raise
                    delay = base * 2**attempt + random.uniform(0, 0.2)
                    logger.info(
                        "%s failed with %s, attempt %d", function.__name__,
                        type(error).__name__, attempt,
                    )
                    await asyncio.sleep(delay)
            raise AssertionError("unreachable")

        return wrapper

    return decorate
