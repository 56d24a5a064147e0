"""When two names mean one file: on file systems that are less discerning than git."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SHORT = re.compile(r"([^~]{1,6})~[0-9]+(\.[^.]{0,3})?\Z")


@lru_cache(maxsize=65536)
def fold(name: bytes) -> str:
    """Return what a name is to the least discerning file systems."""
    text = unicodedata.normalize("NFKC", name.decode("utf-8", "surrogateescape"))
    text = "".join(char for char in text.casefold() if unicodedata.category(char) != "Cf")
    text = text.replace("\\", "/").split("/")[0]
    # Windows drops what follows a colon (a stream's name) and dots and blanks at the end.
    return text.partition(":")[0].rstrip(" .")


def is_short(name: bytes) -> bool:
    """Whether a name has the form of Windows' short names (``IMPORT~1``)."""
    return b"~" in name and bool(_SHORT.match(name.decode("utf-8", "replace")))


def is_short_for(name: bytes, wanted: bytes) -> bool:
    """Whether ``name`` could be Windows' short name of ``wanted``."""
    match = _SHORT.match(name.decode("utf-8", "replace").casefold())
    stem = wanted.decode("utf-8", "replace").casefold().lstrip(".").partition(".")[0]
    return match is not None and re.sub(r"[^a-z0-9_-]", "", stem)[:6] == match[1]
