"""What the runtime refused to workspace code, on its way to the log and the audit log."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

_log = logging.getLogger(__name__)

# Control characters, line and paragraph separators, lone surrogates.
_CONTROL: Final = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]")
_MAX_TEXT: Final = 512
_MAX_MESSAGE: Final = 2048


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that workspace code tried and the runtime refused.

    Attributes:
        module: what it wanted: a module, a file, a program.
        importer: the workspace module that tried, or what is known of who did.
        file: the file it tried it in.
        line: the line there; 0 where no line of workspace code was running.
        reason: why it was refused.
    """

    module: str
    importer: str
    file: str
    line: int
    reason: str


Report = Callable[[Violation], None]


def announce(violation: Violation, message: str, report: Report) -> None:
    """Log a refusal and queue it for the audit log; neither waits for storage."""
    # One line: a name with line breaks must not write further entries into the log.
    _log.warning("%s", _CONTROL.sub("?", message[:_MAX_MESSAGE]))
    # Bounded: an attempt with a long name must not fill the log, nor a row until it is refused.
    report(
        replace(
            violation,
            module=violation.module[:_MAX_TEXT],
            importer=violation.importer[:_MAX_TEXT],
            reason=violation.reason[:_MAX_TEXT],
        )
    )
