"""``retry_policy``: how failed attempts of a workflow are repeated. Pure."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

# Repeating these gives the same answer again, so only a policy that names them does it.
_POINTLESS: Final = frozenset(
    {"ValidationError", "ConfigurationError", "ResultNotSerializable", "EngineError"}
)
_MOST_ATTEMPTS: Final = 20
# How often an execution from the queue is begun when its worker dies, without a policy.
CRASH_ATTEMPTS: Final = 3


@dataclass(frozen=True)
class RetryPolicy:
    """A checked policy. Delays are seconds.

    Attributes:
        max_attempts: attempts in all, the first one counted.
        backoff_seconds: delay before the second attempt.
        backoff_multiplier: factor from one delay to the next.
        max_backoff_seconds: no delay is longer.
        jitter: share of a delay, 0 to 1, that is left to chance.
        retry_on: error types that are repeated; None: all but those that repeating cannot cure.
    """

    max_attempts: int = 1
    backoff_seconds: float = 1.0
    backoff_multiplier: float = 2.0
    max_backoff_seconds: float = 60.0
    jitter: float = 0.1
    retry_on: frozenset[str] | None = None

    def repeats(self, error: str, attempt: int) -> bool:
        """Tell whether a failure of attempt number ``attempt`` is followed by another attempt."""
        if attempt >= self.max_attempts:
            return False
        return error in self.retry_on if self.retry_on is not None else error not in _POINTLESS

    def delay(self, attempt: int, chance: Callable[[], float]) -> float:
        """Return the seconds between attempt number ``attempt`` and the next.

        Args:
            attempt: 1 for the first.
            chance: returns a number from 0 to 1.
        """
        longest = self.max_backoff_seconds
        try:
            base = self.backoff_seconds * self.backoff_multiplier ** (attempt - 1)
        except OverflowError:
            base = longest
        return min(base, longest) * (1 - self.jitter * chance())


_NAMES: Final = tuple(RetryPolicy.__dataclass_fields__)
# Other spellings, under which existing workflows may have declared a policy.
_SPELLINGS: Final = {
    "attempts": "max_attempts",
    "backoff": "backoff_seconds",
    "delay": "backoff_seconds",
    "delay_seconds": "backoff_seconds",
    "initial_delay_seconds": "backoff_seconds",
    "max_delay_seconds": "max_backoff_seconds",
    "multiplier": "backoff_multiplier",
    "errors": "retry_on",
}
_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def parse_retry_policy(value: Mapping[str, Any] | None) -> RetryPolicy:
    """Check the argument of ``@workflow``; None is one attempt.

    Raises:
        ValueError: naming what is wrong with it.
    """
    if value is None:
        return RetryPolicy()
    given: dict[str, Any] = {}
    for spelled, item in value.items():
        name = _WORDS.sub("_", spelled).lower()
        name = _SPELLINGS.get(name, name)
        if name not in _NAMES:
            near = difflib.get_close_matches(name, _NAMES, 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(_NAMES)}"
            raise ValueError(f"retry_policy has no {spelled!r}: {hint}")
        if name in given:
            raise ValueError(f"retry_policy says {name!r} twice")
        given[name] = item
    if "max_attempts" not in given:
        raise ValueError("retry_policy needs 'max_attempts'")
    attempts = given["max_attempts"]
    if isinstance(attempts, bool) or not isinstance(attempts, int):
        text = f"retry_policy max_attempts must be a whole number, not {attempts!r}"
        raise ValueError(text)  # noqa: TRY004 - one kind of error for a declaration
    if not 1 <= attempts <= _MOST_ATTEMPTS:
        raise ValueError(f"retry_policy max_attempts must be 1 to {_MOST_ATTEMPTS}, not {attempts}")
    for name, low, high in (
        ("backoff_seconds", 0.0, math.inf),
        ("backoff_multiplier", 1.0, math.inf),
        ("max_backoff_seconds", 0.0, math.inf),
        ("jitter", 0.0, 1.0),
    ):
        if name in given:
            given[name] = _number(name, given[name], low, high)
    if given.get("retry_on") is not None:
        given["retry_on"] = _types(given["retry_on"])
    return RetryPolicy(**given)


def _number(name: str, value: Any, low: float, high: float) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high or math.isinf(value):
        limits = f"{low:g} to {high:g}" if high < math.inf else f"at least {low:g}"
        raise ValueError(f"retry_policy {name} must be a number, {limits}, not {value!r}")
    return float(value)


def _types(value: Any) -> frozenset[str]:
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        text = f"retry_policy retry_on must be a list of error types, not {value!r}"
        raise ValueError(text)  # noqa: TRY004 - one kind of error for a declaration
    names = [item.__name__ if isinstance(item, type) else item for item in value]
    if not all(isinstance(name, str) and name for name in names):
        raise ValueError(f"retry_policy retry_on must name error types, not {value!r}")
    return frozenset(names)
