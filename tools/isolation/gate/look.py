"""The first look itself: bytes and tree in, "plain" or not out."""

from __future__ import annotations

from tools.isolation.gate.names import Decision
from tools.isolation.gate.notes import Doubt
from tools.isolation.gate.walk import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _ast as ast
    from collections.abc import Callable

    from tools.isolation.gate.names import Neighbour
    from tools.isolation.gate.notes import Notes
    from tools.isolation.gate.tables import Tables

MAX_BYTES = 64 * 1024
_PRINTABLE = bytes([9, 10, *range(32, 127)])


def is_fit(data: bytes) -> bool:
    """Say whether a file's bytes are of the kind that a first look is for."""
    if len(data) > MAX_BYTES or data.translate(None, _PRINTABLE):
        return False
    # RF802 reads a declared encoding there.
    return b"coding" not in b"\n".join(data.split(b"\n", 2)[:2])


def look(
    tree: ast.Module, path: str, tables: Tables, neighbour: Callable[[str, str], Neighbour]
) -> Notes | None:
    """Look at the tree of a file whose bytes are fit.

    Args:
        tree: the whole file.
        path: relative to the judged root.
        tables: the rule set.
        neighbour: says what a name of another workspace module is: all that the answer depends on
            besides the file and the rule set.

    Returns:
        What was written down about a plain file, in which surely no rule finds anything; None
        means nothing.
    """
    try:
        notes = walk(tree, tables)
        Decision(notes, tables, path, neighbour).run()
    except (Doubt, RecursionError):
        return None
    return notes
