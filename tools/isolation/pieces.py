"""Whether the texts of a file, put one behind the other, spell a name of the platform.

How they travel to the place where they are put together need not be known.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

NAMES = ("local.settings.json", "/proc/self/environ", "proc/self/environ")
_SHORTEST = 2


def spelled(nodes: Iterable[ast.AST]) -> str | None:
    """Return a name that two or more constants among ``nodes`` spell, backwards or forwards."""
    pieces: set[str] = set()
    for node in nodes:
        value = node.value if isinstance(node, ast.Constant) else None
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        if isinstance(text, str) and _SHORTEST <= len(text) < max(map(len, NAMES)):
            pieces |= {text.lower(), text[::-1].lower()}
    return next((name for name in NAMES if _reaches_end(name, pieces)), None)


def _reaches_end(name: str, pieces: set[str]) -> bool:
    """Say whether ``name`` is a row of pieces."""
    reached = {0}
    for end in range(1, len(name) + 1):
        if any(name[start:end] in pieces for start in reached):
            reached.add(end)
    return len(name) in reached
