"""What travels through the queue: ids, never a client's data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from engine.shared.execution_ids import moment_of

# The Functions host moves what it cannot deliver to the second one.
QUEUE: Final = "ringfence-executions"
POISON_QUEUE: Final = f"{QUEUE}-poison"


class MessageError(ValueError):
    """A message is none of ours."""


@dataclass(frozen=True)
class Message:
    """Names one execution. ``org_id`` None: of no organization."""

    org_id: str | None
    execution_id: str

    def dump(self) -> str:
        """Return the text to send."""
        return json.dumps({"v": 1, "organization": self.org_id, "execution": self.execution_id})


def parse_message(body: bytes) -> Message:
    """Read a message.

    Raises:
        MessageError: it is none of ours.
    """
    try:
        document = json.loads(body)
        version, org_id, execution_id = (
            document[name] for name in ("v", "organization", "execution")
        )
    except (ValueError, TypeError, KeyError) as error:
        raise MessageError(f"not a message of this engine ({type(error).__name__})") from error
    good = isinstance(execution_id, str) and moment_of(execution_id) is not None
    if version != 1 or not good or not (org_id is None or isinstance(org_id, str)):
        raise MessageError("not a message of this engine")
    return Message(org_id, execution_id)
