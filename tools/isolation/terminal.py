"""Talking to a terminal, as far as the quick answer needs it too: no slow imports."""

from __future__ import annotations

import io
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO


def wants_colour(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether ``stream`` is a terminal whose user has not asked for plain text."""
    plain = environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return stream.isatty() and not plain


def write(text: str) -> None:
    """Print ``text``, whatever the terminal's encoding lacks."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.stdout.write(text)


def summary_line(
    files: int, cached: int, errors: int, warnings: int, baselined: int, elapsed_ms: float
) -> str:
    """Return one line that says what was looked at, what came out and how long it took."""
    looked_at = f"{files} file{'s' if files != 1 else ''} checked"
    same = f", {cached} unchanged" if cached else ""
    parts = [_count(errors, "error"), _count(warnings, "warning")]
    outcome = ", ".join(part for part in parts if part) or "clean"
    old = f", {baselined} within the baseline" if baselined else ""
    return f"{looked_at}{same}: {outcome}{old} ({elapsed_ms:.0f} ms)"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number != 1 else ''}" if number else ""
