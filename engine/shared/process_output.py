"""Redact what reaches the process's log: records of `logging`, standard output and standard error.

Workspace code and the libraries that it uses may print and log as they like; on the way out, the
secrets that its execution was handed are taken out. While no secret is known, a line passes as it
is.
"""

from __future__ import annotations

import contextvars
import copy
import logging
import sys
import threading
from collections.abc import Iterable
from typing import Any, Final, TextIO, cast

from engine.shared.handed_out import any_known, hidden, unfinished_from
from engine.shared.redaction import REDACTED

# A line that grows longer is written before its end.
_MAX_LINE: Final = 65_536
# Handled together: the message of a record and its arguments, an exception and its text.
_TOGETHER: Final = frozenset({"msg", "args", "exc_info", "exc_text"})
_HARMLESS: Final = (bool, int, float, type(None))
_FORMATTER: Final = logging.Formatter()


def install() -> None:
    """Redact from now on; once more does no harm."""
    sys.stdout, sys.stderr = _wrapped(sys.stdout), _wrapped(sys.stderr)
    # Behind every logger and before every handler, whoever has added it, and with the members
    # that `extra` adds: a record factory sees the record before those, and a filter on a handler
    # misses the handlers of others.
    logging.Logger.callHandlers = _call_handlers  # type: ignore[method-assign, assignment]


def _wrapped(stream: TextIO) -> TextIO:
    # A process without a console has no streams.
    if stream is None or isinstance(stream, RedactedStream):
        return stream
    return cast("TextIO", RedactedStream(stream))


_call_real_handlers: Final = logging.Logger.callHandlers


def _call_handlers(logger: logging.Logger, record: logging.LogRecord) -> None:
    _call_real_handlers(logger, redacted(record) if any_known() else record)


def redacted(record: logging.LogRecord) -> logging.LogRecord:
    """Return ``record``, or a copy without the secrets that are in it."""
    try:
        changes = _changes(record)
    except Exception as error:  # noqa: BLE001 - objects of the workspace run their own code here
        # Unseen it must not go out, and the one who logs must not fail for it.
        text = f"a log record that cannot be shown: {type(error).__name__}"
        changes = {"msg": text, "args": None, "exc_info": None, "exc_text": None}
    if not changes:
        return record
    record = copy.copy(record)
    record.__dict__.update(changes)
    return record


def _changes(record: logging.LogRecord) -> dict[str, Any]:
    message = _message(record)
    # A handler may look at the arguments themselves.
    arguments = _shown(record.args) if record.args else ""
    trace = record.exc_text or ""
    if record.exc_info and record.exc_info[0] is not None:
        trace = _FORMATTER.formatException(record.exc_info)
    texts = {
        name: _shown(value)
        for name, value in vars(record).items()
        if name not in _TOGETHER and type(value) not in _HARMLESS
    }
    # At once: almost every record has nothing to hide.
    if not _hides("\n".join((message, arguments, trace, *texts.values()))):
        return {}
    changes: dict[str, Any] = {name: hidden(text) for name, text in texts.items() if _hides(text)}
    if _hides(message) or _hides(arguments):
        changes |= {"msg": hidden(message), "args": None}
    if _hides(trace):
        # The text stays; with the exception itself each handler could write its own.
        changes |= {"exc_info": None, "exc_text": hidden(trace)}
    return changes


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - objects of the workspace run their own code here
        # The arguments do not fit, which the handler reports on standard error.
        return str(record.msg)


def _hides(text: str) -> bool:
    return REDACTED in text or hidden(text) != text


def _shown(value: object) -> str:
    try:
        return value if type(value) is str else str(value)
    except Exception:  # noqa: BLE001 - nobody can tell what is in it
        return REDACTED


class _Line:
    """What one thread has written to a stream since its last end of a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._parts: list[str] = []
        self._length = 0
        self._context: contextvars.Context | None = None

    def __bool__(self) -> bool:
        return bool(self._parts)

    def __del__(self) -> None:
        # The thread has ended, and its context with it.
        if self._parts and self._context is not None:
            try:
                self._context.run(self.end)
            except (OSError, ValueError):
                # Closed or full: nobody is left to be told.
                self._parts.clear()

    def add(self, text: str) -> None:
        if not self._parts:
            self._context = contextvars.copy_context()
        self._parts.append(text)
        self._length += len(text)
        if "\n" in text:
            self._write_lines()
        elif self._length > _MAX_LINE:
            self.end()

    def end(self) -> None:
        """Write it, whether or not its line is complete."""
        text = self._take()
        if text:
            self._stream.write(hidden(text))

    def _write_lines(self) -> None:
        text = self._take()
        # Up to where a secret of several lines may have begun.
        end = text.rfind("\n", 0, unfinished_from(text)) + 1
        head, tail = text[:end], text[end:]
        whole = hidden(text)
        if not tail or len(text) > _MAX_LINE:
            self._stream.write(whole)
        elif hidden(head) + hidden(tail) == whole:
            self._keep(tail)
            self._stream.write(hidden(head))
        else:
            # One goes across: its line is not over yet.
            self._keep(text)

    def _take(self) -> str:
        text = "".join(self._parts)
        self._parts, self._length = [], 0
        return text

    def _keep(self, text: str) -> None:
        self._parts, self._length = [text], len(text)


class _Lines(threading.local):
    def __init__(self, stream: TextIO) -> None:
        self.line = _Line(stream)


class RedactedStream:
    """A text stream that takes secrets out, line by line; everything else is the stream's own.

    While a secret is known, a thread's text is held back until its line ends, the stream is flushed
    or the thread is over, since `print` writes each of its arguments by itself.
    """

    def __init__(self, stream: TextIO) -> None:
        """Write to ``stream``."""
        self._stream = stream
        self._lines = _Lines(stream)

    def __getattr__(self, name: str) -> Any:
        """Return what the stream itself offers, such as ``encoding`` and ``fileno``."""
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write ``text`` and return its length."""
        line = self._lines.line
        if not isinstance(text, str) or not (line or any_known()):
            return self._stream.write(text)
        text = str.__str__(text)
        line.add(text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of ``lines``."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Write out what is held back, of the running thread."""
        self._lines.line.end()
        self._stream.flush()
