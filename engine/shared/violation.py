"""What the runtime refused to workspace code, on its way to the log and the audit log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger(__name__)


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
    _log.warning("%s", message)
    report(violation)
