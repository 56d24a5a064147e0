"""Whether the texts of a file, put one behind the other, spell a name of the platform.

How they travel to the place where they are put together need not be known.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from tools.isolation.gate.texts import SPELLED as NAMES

_SHORTEST = 2
_SEPARATORS = frozenset("./")
# What something else is put into the place of.
_PLACE = re.compile(r"\{\w*\}|\$\w+|\$\{\w+\}|%s")


def spelled(nodes: Iterable[ast.AST], *, whole: bool = False) -> str | None:
    """Return a name that two or more constants among ``nodes`` spell, backwards or forwards.

    Without ``whole``, what stands around the fields of a template counts as pieces too.
    """
    pieces: set[str] = set()
    for node in nodes:
        value = node.value if isinstance(node, ast.Constant) else None
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        if isinstance(text, str) and len(text) < 2 * max(map(len, NAMES)):
            for piece in [text] if whole else _PLACE.split(text):
                if len(piece) >= _SHORTEST or piece in _SEPARATORS:
                    pieces |= {piece.lower(), piece[::-1].lower()}
    return next((name for name in NAMES if _reaches_end(name, pieces)), None)


def _reaches_end(name: str, pieces: set[str]) -> bool:
    """Say whether ``name`` is a row of pieces."""
    reached = {0}
    for end in range(1, len(name) + 1):
        if any(name[start:end] in pieces for start in reached):
            reached.add(end)
    return len(name) in reached
