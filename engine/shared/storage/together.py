"""Several storage operations at a time, none of which is left behind when another one fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any


async def together(*work: Awaitable[Any]) -> list[Any]:
    """Await all of them and return their answers.

    Raises:
        Exception: what the first of them, in the order given, has raised.
    """
    answers = await asyncio.gather(*work, return_exceptions=True)
    failures = (answer for answer in answers if isinstance(answer, BaseException))
    for failure in failures:
        raise failure
    return answers
