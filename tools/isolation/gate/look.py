"""The first look itself: bytes and tree in, "plain" or not out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.isolation.gate.names import CONSTANT, MODULE, OWN, Decision, Neighbour
from tools.isolation.gate.walk import Doubt, Walk
from tools.isolation.values import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.isolation.gate.tables import Tables
    from tools.isolation.source import Source
    from tools.isolation.values import Exports

MAX_BYTES = 64 * 1024
_PRINTABLE = bytes([9, 10, *range(32, 127)])


def is_plain(source: Source, tables: Tables, exports: Mapping[str, Exports]) -> bool:
    """Say whether surely no rule finds anything in ``source``; False means nothing.

    Whatever is asked of ``exports`` is what the answer depends on besides the source.
    """
    data = source.data
    if len(data) > MAX_BYTES or data.translate(None, _PRINTABLE):
        return False
    # RF802 reads a declared encoding there.
    if b"coding" in b"\n".join(data.split(b"\n", 2)[:2]):
        return False
    tree = source.tree
    if tree is None:
        return False

    def neighbour(module: str, name: str) -> Neighbour:
        is_module = f"{module}.{name}" in exports
        values = exports[module].get(name) if module in exports else None
        if values is None:
            return MODULE if is_module else OWN
        # A package may bind the name of one of its modules to something else.
        is_constant = not is_module and all(value.kind is Kind.CONST for value in values)
        return CONSTANT if is_constant else None

    try:
        Decision(Walk(tables).run(tree), tables, source.path, neighbour).run()
    except (Doubt, RecursionError):
        return False
    return True
