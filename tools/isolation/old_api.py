"""Where the names of the engine's old module paths live now."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

SDK = "engine.sdk"
OLD_MODULES = frozenset({"context", "decorators", "error_handling", "models"})
"""Modules of the old ``shared`` package that workflows imported from."""


def is_old(module: str) -> bool:
    """Say whether ``module`` is spelled like one of the engine's, old (``shared``) or present."""
    return module in ("shared", "engine.shared") or module.startswith(("shared.", "engine.shared."))


def door_module(door: Mapping[str, frozenset[str]], module: str, name: str) -> str | None:
    """Return the door module that offers ``name`` of the old ``module`` today, or None.

    Args:
        door: the policy's door modules with their public names.
        module: what the import statement says, such as ``shared.context``.
        name: the imported name.
    """
    if not is_old(module):
        return None
    present = module if module.startswith("engine.") else f"engine.{module}"
    tail = present.removeprefix("engine.shared").removeprefix(".")
    if module != present and tail not in OLD_MODULES:
        return None
    if tail and name in door.get(SDK, frozenset()):
        return SDK
    return present if name in door.get(present, frozenset()) else None


def why_not(door: Mapping[str, frozenset[str]], module: str, name: str) -> str:
    """Explain why `door_module` found nothing."""
    if name == "*":
        return f"`from {module} import *` does not say which names it needs"
    names = sorted(door.get(SDK, frozenset()))
    close = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean `{close[0]}`?" if close else f"{SDK} has: {', '.join(names)}"
    return f"`{name}` of `{module}` has no counterpart in the door; {hint}"
