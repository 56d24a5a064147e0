"""Execution ids that carry their moment, so a record is found by its id without a scan.

The shape is that of UUID version 7 without dashes: 12 hexadecimal digits of milliseconds, then
what makes it unique. The row key follows from it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

_ID: Final = re.compile(r"[0-9a-f]{32}\Z", re.ASCII)
_LAST_MILLISECOND: Final = 9_999_999_999_999
# Further rows of an open execution; sort after every record, like `part:`.
_OPEN: Final = "open:"
OPEN_RANGE: Final = ("open:", "open;")
RECORD_RANGE: Final = ("0", ":")


def new_id(moment: datetime) -> str:
    """Return a fresh id of an execution that is created at ``moment``."""
    return _shape(moment, uuid4().bytes)


def derived_id(moment: datetime, *names: str) -> str:
    """Return the one id that ``moment`` and ``names`` always have: for what must exist once."""
    text = "\0".join((str(len(names)), *names))
    return _shape(moment, hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16])


def moment_of(execution_id: str) -> datetime | None:
    """Return when the execution was created; None when the text is no execution id."""
    if not _ID.match(execution_id):
        return None
    milliseconds = int(execution_id[:12], 16)
    if milliseconds > _LAST_MILLISECOND:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def row_key(execution_id: str) -> str:
    """Return the row key of an execution's record.

    Raises:
        ValueError: the text is no execution id.
    """
    if moment_of(execution_id) is None:
        raise ValueError(f"not an execution id: {execution_id[:64]!r}")
    return f"{_LAST_MILLISECOND - int(execution_id[:12], 16):013d}_{execution_id}"


def open_key(record_key: str) -> str:
    """Return the key of the row that exists as long as the execution is not final."""
    return _OPEN + record_key


def boundary(moment: datetime) -> str:
    """Return the first row key of records that are not newer than ``moment``."""
    return f"{_LAST_MILLISECOND - _milliseconds(moment):013d}_"


def _shape(moment: datetime, unique: bytes) -> str:
    # UUID() sets the variant and the version digit; the latter has to be 7.
    text = UUID(int=int.from_bytes(unique, "big"), version=4).hex
    return f"{_milliseconds(moment):012x}7{text[13:]}"


def _milliseconds(moment: datetime) -> int:
    # Not `timestamp()`: its float is a millisecond off now and then.
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000
