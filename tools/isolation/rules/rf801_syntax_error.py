"""RF801: files that Python cannot parse."""

from __future__ import annotations

import platform

from tools.isolation.finding import Span
from tools.isolation.reporting import Reporter
from tools.isolation.rule import Rule, Runtime, examples
from tools.isolation.source import MAX_SOURCE_BYTES, Source


def _on_source(check: Reporter, source: Source) -> None:
    if not source.is_python or source.text is None:
        return
    if len(source.data) > MAX_SOURCE_BYTES:
        check.add(
            Span(),
            f"the file has {len(source.data):,} bytes; the limit is {MAX_SOURCE_BYTES:,}",
            "split it, or keep data in a data file",
        )
        return
    error = source.parsed
    if isinstance(error, SyntaxError):
        line, column = error.lineno or 1, max(error.offset or 1, 1)
        end = error.end_offset if error.end_lineno == error.lineno else None
        check.add(
            Span(line, column, line, max(end or 0, column + 1)),
            f"Python {platform.python_version()} cannot parse this file: {error.msg}",
        )


RULE = Rule(
    code="RF801",
    name="syntax-error",
    summary="File that Python cannot parse.",
    why="What cannot be parsed cannot be judged, and fails when the engine loads it.",
    instead="correct the syntax; check with the Python version that the platform runs",
    limits="Syntax that only a newer Python knows is refused by an older checker.",
    waivable=False,
    runtime=Runtime.REFUSED,
    hooks={Source: _on_source},
    valid=examples("def f():\n    pass"),
    invalid=examples("def f(:\n    pass", "print 'hello'", "x = '\x00'"),
)
