"""Secrets that executions were handed, to be taken out of what goes to the process's log.

Two ways to tell whose text it is. A workflow's own context, which its tasks and `asyncio.to_thread`
inherit, names exactly the secrets of that execution. Elsewhere, in threads that a workflow's
library has started or where an abandoned task is reported, whatever any execution was handed lately
counts. Never raises, since it stands in the way of every line of the log.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Collection
from contextvars import ContextVar
from typing import Final

from engine.shared.redaction import forms, redact_text
from engine.shared.values import exact

# How long, how many and how many characters together are remembered.
_KEEP_SECONDS: Final = 3600.0
_MAX_KEPT: Final = 2000
_MAX_CHARACTERS: Final = 4_000_000
# Of each form of a secret, so many characters are looked up in a text. Shorter secrets would be
# found in the lines of others by chance.
_SAMPLE: Final = 8

_own: ContextVar[object] = ContextVar("handed_out", default=None)


class RecentSecrets:
    """Secrets of all organizations, found in a text in a time that does not depend on how many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Secret -> until when it is kept, in the order of that, and its samples.
        self._kept: OrderedDict[str, tuple[float, frozenset[str]]] = OrderedDict()
        self._characters = 0
        # A part of a form of a secret -> the secrets.
        self._samples: dict[str, tuple[str, ...]] = {}
        self._of_several_lines: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self._samples)

    def add(self, secret: str) -> None:
        """Remember a secret for an hour from now."""
        with self._lock:
            if secret in self._kept:
                _, samples = self._kept.pop(secret)
            else:
                samples = frozenset(self._rarest(form) for form in forms(secret) if _fits(form))
                if not samples:
                    return
                self._characters += len(secret)
                for sample in samples:
                    self._samples[sample] = (*self._samples.get(sample, ()), secret)
                if "\n" in secret:
                    self._of_several_lines += (secret,)
            self._kept[secret] = (time.monotonic() + _KEEP_SECONDS, samples)
            self._tidy()

    def found_in(self, text: str) -> Collection[str]:
        """Return the secrets that may be in ``text``: each that is there, and perhaps others."""
        known = self._samples
        if not known:
            return frozenset()
        parts = (text[at : at + _SAMPLE] for at in range(len(text) - _SAMPLE + 1))
        return {secret for part in parts if part in known for secret in known.get(part, ())}

    @property
    def of_several_lines(self) -> Collection[str]:
        """The secrets that are longer than a line."""
        return self._of_several_lines

    def _rarest(self, form: str) -> str:
        # Keys, addresses and connection strings begin alike, or end alike.
        last = len(form) - _SAMPLE
        places = (last, last // 2, last * 3 // 4)
        samples = [form[at : at + _SAMPLE] for at in places]
        return min(samples, key=lambda sample: len(self._samples.get(sample, ())))

    def _tidy(self) -> None:
        while self._kept:
            oldest, (until, samples) = next(iter(self._kept.items()))
            crowded = len(self._kept) > _MAX_KEPT or self._characters > _MAX_CHARACTERS
            if until > time.monotonic() and not crowded:
                return
            del self._kept[oldest]
            self._characters -= len(oldest)
            if "\n" in oldest:
                lines = self._of_several_lines
                self._of_several_lines = tuple(one for one in lines if one != oldest)
            for sample in samples:
                left = tuple(one for one in self._samples[sample] if one != oldest)
                if left:
                    self._samples[sample] = left
                else:
                    del self._samples[sample]


def _fits(form: str) -> bool:
    return len(form) >= _SAMPLE


_recent: Final = RecentSecrets()


def enter_execution(secrets: set[str]) -> None:
    """Mark the current context as that of an execution with these secrets, now and later."""
    _own.set(secrets)


def hand_out(secret: str) -> None:
    """Remember that an execution was handed a secret; the execution adds it to its own set."""
    _recent.add(secret)


def any_known() -> bool:
    """Tell whether anything that is written here and now could hold a known secret."""
    own = _own.get()
    return bool(own if type(own) is set else _recent)


def hidden(text: str) -> str:
    """Return ``text`` as the process's log may show it."""
    own = _own.get()
    # Workspace code may find the variable and set it to something else.
    if type(own) is set:
        return redact_text(text, own.copy()) if own else text
    text = exact(text)
    found = _recent.found_in(text)
    return redact_text(text, found) if found else text


def unfinished_from(text: str) -> int:
    """Return where in ``text`` a known secret of several lines may begin that goes on after it.

    That is the length of the text where none does.
    """
    own = _own.get()
    secrets = own.copy() if type(own) is set else _recent.of_several_lines
    long = (form for one in secrets if "\n" in one for form in forms(one) if "\n" in form)
    return min((_overlap(text, form) for form in long), default=len(text))


def _overlap(text: str, form: str) -> int:
    """Return where the end of ``text`` begins that is the beginning of ``form``, but not all."""
    at = text.find(form[0], max(0, len(text) - len(form) + 1))
    while at >= 0:
        if form.startswith(text[at:]):
            return at
        at = text.find(form[0], at + 1)
    return len(text)
