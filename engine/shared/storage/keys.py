"""Table keys: every text has exactly one, no two texts share one, and newest rows sort first."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

MAX_KEY_CHARACTERS: Final = 512
_LAST_MILLISECOND: Final = 9_999_999_999_999
_ESCAPE: Final = "~"
# Refused by Table Storage in keys, or altered on the way through a URL; and the escape itself.
_UNSAFE: Final = re.compile(r"[/\\#?%~\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def escape_key(text: str) -> str:
    """Return the key that stands for ``text``; texts of safe characters stand for themselves.

    Raises:
        ValueError: the text is empty or its key would be longer than Table Storage allows.
    """
    key = _UNSAFE.sub(lambda match: f"{_ESCAPE}{ord(match[0]):04x}", text)
    if not key or len(key) > MAX_KEY_CHARACTERS:
        raise ValueError(f"a key must have 1 to {MAX_KEY_CHARACTERS} characters")
    return key


def newest_first(moment: datetime, unique: str) -> str:
    """Return a row key that sorts later moments first: ``{reverse milliseconds}_{unique}``."""
    milliseconds = int(moment.timestamp() * 1000)
    return f"{_LAST_MILLISECOND - milliseconds:013d}_{unique}"
