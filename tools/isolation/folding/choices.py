"""Runs a computation once for every way of deciding what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


class UnknownError(Exception):
    """Something in the expression is not written in the file."""


class Choices:
    """Remembers what was picked in one run, so that the next run picks the following."""

    def __init__(self) -> None:
        self._picked: list[int] = []
        self._sizes: list[int] = []
        self._at = 0

    @property
    def made(self) -> int:
        """How many decisions this run has made so far."""
        return self._at

    def pick(self, options: Sequence[_T]) -> _T:
        """Return the one of ``options`` whose turn it is.

        Raises:
            UnknownError: there is none.
        """
        if not options:
            raise UnknownError
        if len(options) == 1:
            return options[0]
        if self._at == len(self._picked):
            self._picked.append(0)
            self._sizes.append(len(options))
        self._at += 1
        return options[self._picked[self._at - 1]]

    def advance(self) -> bool:
        """Prepare the next run; False when every combination has had its turn."""
        del self._picked[self._at :], self._sizes[self._at :]
        while self._picked and self._picked[-1] + 1 == self._sizes[-1]:
            self._picked.pop()
            self._sizes.pop()
        if not self._picked:
            return False
        self._picked[-1] += 1
        self._at = 0
        return True
